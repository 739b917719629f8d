import type { SshTarget } from '../../../contract/plan.ts';

/** Where a connection goes and as whom. `jump` is the way there, itself an endpoint. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Private key file named by the target; null = agent and the usual files. */
  readonly identity: string | null;
  readonly jump: Endpoint | null;
}

export function endpointOf(target: SshTarget, osUser: string): Endpoint {
  return {
    host: target.host,
    port: target.port,
    user: target.user ?? osUser,
    identity: target.identity,
    jump: target.jump === null ? null : jumpOf(target.jump, target.identity, osUser),
  };
}

/** `[user@]host[:port]`, several hops joined by commas, as ssh's ProxyJump has it. */
function jumpOf(text: string, identity: string | null, osUser: string): Endpoint | null {
  let hop: Endpoint | null = null;
  for (const part of text.split(',')) {
    const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(part.trim());
    const host = (match?.[2] ?? part.trim()).replace(/^\[|\]$/g, '');
    hop = { host, port: Number(match?.[3] ?? 22), user: match?.[1] ?? osUser, identity, jump: hop };
  }
  return hop;
}

/** Connections are shared by this. */
export function keyOf(endpoint: Endpoint): string {
  const via = endpoint.jump === null ? '' : ` via ${keyOf(endpoint.jump)}`;
  return `${nameOf(endpoint)} as ${endpoint.identity ?? 'default'}${via}`;
}

/** As a person writes it. */
export function nameOf(endpoint: Endpoint): string {
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return `${endpoint.user}@${host}:${endpoint.port}`;
}
