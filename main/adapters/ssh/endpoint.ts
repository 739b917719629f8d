import type { SshTarget } from '../../../contract/plan.ts';
import type { TransportName } from './link.ts';

/** Where a connection goes and as whom, as the document says it. `jump` is the way there, itself an endpoint. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Private key file named by the target; null = agent and the usual files. */
  readonly identity: string | null;
  readonly jump: Endpoint | null;
  readonly transport: TransportName;
  /** What the document itself says; the rest is for ssh_config to fill in. */
  readonly stated: { readonly user: boolean; readonly port: boolean; readonly jump: boolean };
}

export function endpointOf(target: SshTarget, osUser: string): Endpoint {
  const { host, port, user, identity, jump, transport = 'ssh2' } = target;
  return {
    host,
    port,
    user: user ?? osUser,
    identity,
    jump: jump === null ? null : jumpOf(jump, { identity, osUser, transport }),
    transport,
    // 22 in a plan may only be the default; where ssh_config knows another port for the host, that is meant.
    stated: { user: user !== null, port: port !== 22 || target.isPortStated === true, jump: jump !== null },
  };
}

/** `[user@]host[:port]`, several hops joined by commas, as ssh's ProxyJump has it; `none` = straight there. */
export function jumpOf(
  text: string,
  from: { readonly identity: string | null; readonly osUser: string; readonly transport: TransportName },
): Endpoint | null {
  if (text.trim().toLowerCase() === 'none') return null;
  let hop: Endpoint | null = null;
  for (const part of text.split(',')) {
    const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(part.trim());
    const host = (match?.[2] ?? part.trim()).replace(/^\[|\]$/g, '');
    const stated: Endpoint['stated'] = {
      user: match?.[1] !== undefined,
      port: match?.[3] !== undefined,
      jump: hop !== null,
    };
    const { identity, osUser, transport } = from;
    hop = { host, port: Number(match?.[3] ?? 22), user: match?.[1] ?? osUser, identity, jump: hop, transport, stated };
  }
  return hop;
}

/** Connections are shared by this. */
export function keyOf(endpoint: Endpoint): string {
  const via = endpoint.jump === null ? '' : ` via ${keyOf(endpoint.jump)}`;
  const { user, port, jump } = endpoint.stated;
  const stated = `${user ? 'u' : ''}${port ? 'p' : ''}${jump ? 'j' : ''}`;
  return `${nameOf(endpoint)} ${endpoint.transport} ${stated} as ${endpoint.identity ?? 'default'}${via}`;
}

/** As a person writes it. */
export function nameOf(endpoint: Pick<Endpoint, 'host' | 'port' | 'user'>): string {
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return `${endpoint.user}@${host}:${endpoint.port}`;
}
