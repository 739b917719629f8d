import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { type Endpoint, jumpOf, nameOf } from '../endpoint.ts';
import { knownName } from '../known-hosts.ts';
import { type Reached, reached, troubled } from '../trouble.ts';
import type { Settings } from './settings.ts';

/** An endpoint as the document and ssh_config together mean it. */
export interface Route {
  /** Host name, port, user and way there as they are used. */
  readonly endpoint: Endpoint;
  /** The endpoint as it was asked for. */
  readonly asked: Endpoint;
  readonly settings: Settings;
  /** Under this name known_hosts holds the server. */
  readonly keyName: string;
  /** Ready to be run; null = a socket of ours. */
  readonly proxyCommand: string | null;
  /** `%h`, `%u` … in paths of ssh_config. */
  expand(text: string): string;
}

export interface RouteFacts {
  readonly osUser: string;
  readonly home: string;
}

/** What the document says wins over ssh_config, which wins over the defaults. */
export function routeOf(asked: Endpoint, settings: Settings, facts: RouteFacts): Reached<Route> {
  const host = withTokens(settings.hostName ?? '%h', { h: asked.host });
  const port = asked.stated.port ? asked.port : (settings.port ?? asked.port);
  const user = asked.stated.user ? asked.user : (settings.user ?? asked.user);
  if (!isSafeHost(host) || !isSafeHost(asked.host)) {
    return troubled('dns', `"${asked.host}" is no host name. Correct the target's host (or HostName in ssh_config).`);
  }
  if (!isSafeUser(user))
    return troubled('auth', `"${user}" is no user name ssh would take. Correct the target's user.`);
  const tokens = tokensOf({ asked, host, port, user }, facts);
  const isDocumentsWay = asked.stated.jump;
  const jump = isDocumentsWay ? asked.jump : jumpFrom(settings, asked, { host, port, user, osUser: facts.osUser });
  const command = isDocumentsWay || jump !== null ? null : settings.proxyCommand;
  const isDirect = command === null || command.trim().toLowerCase() === 'none';
  return reached({
    endpoint: { ...asked, host, port, user, jump },
    asked,
    settings,
    keyName: settings.hostKeyAlias?.toLowerCase() ?? knownName(host, port),
    proxyCommand: isDirect ? null : withTokens(command, tokens),
    expand: (text) => withTokens(text, tokens),
  });
}

/** ProxyJump of ssh_config; a host that would be its own jump host is reached straight, as ssh does it. */
function jumpFrom(
  settings: Settings,
  asked: Endpoint,
  own: { readonly host: string; readonly port: number; readonly user: string; readonly osUser: string },
): Endpoint | null {
  if (settings.proxyJump === null) return null;
  const jump = jumpOf(settings.proxyJump, { identity: null, osUser: own.osUser, transport: asked.transport });
  for (let hop = jump; hop !== null; hop = hop.jump) {
    const isSelf = hop.host === asked.host || hop.host === own.host;
    if (isSelf && (!hop.stated.port || hop.port === own.port)) return null;
  }
  return jump;
}

/** `%x` by its letter; a letter nobody knows stays as it is. */
function withTokens(text: string, tokens: Readonly<Record<string, string>>): string {
  return text.replace(/%(.)/g, (whole, letter: string) => (letter === '%' ? '%' : (tokens[letter] ?? whole)));
}

function tokensOf(
  about: { readonly asked: Endpoint; readonly host: string; readonly port: number; readonly user: string },
  { osUser, home }: RouteFacts,
): Readonly<Record<string, string>> {
  const { asked, host, port, user } = about;
  const machine = hostname();
  const digest = createHash('sha1').update(`${machine}${host}${port}${user}`).digest('hex');
  const local = { d: home, u: osUser, l: machine, L: machine.replace(/\..*$/, ''), i: String(process.getuid?.() ?? 0) };
  return { ...local, h: host, n: asked.host, p: String(port), r: user, k: asked.host, C: digest };
}

/** These reach command lines: nothing a shell or ssh itself could take for something else. */
export function isSafeHost(host: string): boolean {
  return /^[A-Za-z0-9_:.%[][A-Za-z0-9_:.%\-[\]]{0,254}$/.test(host);
}

function isSafeUser(user: string): boolean {
  return (
    user.length <= 255 && /^[^\s'"`$;&<>|(){}\p{Cc}-][^\s'"`$;&<>|(){}\p{Cc}]*$/u.test(user) && !user.endsWith('\\')
  );
}

/** The name a person knows it by, and the address where that is another. */
export function routeName({ endpoint, asked }: Route): string {
  return asked.host === endpoint.host ? nameOf(endpoint) : `${asked.host} (${nameOf(endpoint)})`;
}
