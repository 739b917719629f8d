import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Route } from '../config/route.ts';
import type { Limits } from '../limits.ts';
import { type Reached, reached, troubled } from '../trouble.ts';

export interface ClientPlace {
  /** Path of the system's ssh. */
  readonly program: string;
  /** Whose `~/.ssh` counts; ssh itself only knows the account's own. */
  readonly home: string;
  readonly isOwnHome: boolean;
  readonly limits: Limits;
}

const usualFiles = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/** Whatever the user's ssh_config says: what comes first on a command line wins. */
const fixed = [
  'StrictHostKeyChecking=yes',
  'GlobalKnownHostsFile=/dev/null',
  'UpdateHostKeys=no',
  'CheckHostIP=no',
  'ControlPersist=no',
  'ForkAfterAuthentication=no',
  'PermitLocalCommand=no',
  'RemoteCommand=none',
  'ClearAllForwardings=yes',
  'ForwardAgent=no',
  'ForwardX11=no',
  'EscapeChar=none',
  'ConnectionAttempts=1',
  'NumberOfPasswordPrompts=3',
  'RequestTTY=no',
];

export interface LoginWish {
  readonly route: Route;
  readonly knownHosts: readonly string[];
  /** The control socket of the jump host's connection. */
  readonly throughSocket: string | null;
  readonly canAsk: boolean;
}

/** The words of a command line that logs in; every part of it was checked. */
export function loginArgs(place: ClientPlace, wish: LoginWish): Reached<readonly string[]> {
  const { asked, endpoint } = wish.route;
  if (asked.host.startsWith('-') || endpoint.user.startsWith('-')) {
    return troubled('dns', `"${asked.host}" is no host name ssh would take. Correct the target's host.`);
  }
  const unusable = wish.knownHosts.find((path) => /["\n]|\$\{/.test(path));
  if (unusable !== undefined) {
    return troubled('host-key', `ssh cannot be given a known_hosts file of this name: ${unusable}. Rename it.`);
  }
  const options = [
    ...fixed,
    `BatchMode=${wish.canAsk ? 'no' : 'yes'}`,
    `UserKnownHostsFile=${wish.knownHosts.map((path) => `"${path.replaceAll('%', '%%')}"`).join(' ')}`,
    ...timesOf(place.limits, wish.route),
    ...wayOf(place, wish),
  ];
  return reached([
    ...configArgs(place),
    ...options.flatMap((option) => ['-o', option]),
    ...identityArgs(place, wish.route),
    ...['-l', endpoint.user, '-p', String(endpoint.port)],
  ]);
}

function configArgs({ isOwnHome, home }: ClientPlace): readonly string[] {
  if (isOwnHome) return [];
  const file = join(home, '.ssh', 'config');
  return ['-F', existsSync(file) ? file : 'none'];
}

function identityArgs(place: ClientPlace, route: Route): readonly string[] {
  const { home, isOwnHome } = place;
  const { identity } = route.asked;
  const own = identity === null ? [] : [withHome(identity, home)];
  return [...own, ...(isOwnHome ? [] : identitiesOf(home, route))].flatMap((path) => ['-i', path]);
}

/** ssh takes `~` for the home of the account it runs under; where ours is another, the files are named in full. */
function identitiesOf(home: string, { asked, settings, expand }: Route): readonly string[] {
  if (settings.identityFiles.length > 0) return settings.identityFiles.map((path) => withHome(expand(path), home));
  const usual = usualFiles.map((file) => join(home, '.ssh', file)).filter((path) => existsSync(path));
  // One that is not there keeps ssh from trying those of that account.
  return asked.identity === null && usual.length === 0 ? [join(home, '.ssh', 'id_none')] : usual;
}

function withHome(path: string, home: string): string {
  return path.replace(/^~\//, `${home}/`);
}

function timesOf(limits: Limits, { settings }: Route): readonly string[] {
  const seconds = (ms: number) => Math.max(1, Math.ceil(ms / 1000));
  const everyMs = Math.min(limits.keepAliveMs, settings.keepAliveMs ?? Number.POSITIVE_INFINITY);
  const count = Math.min(limits.keepAliveCount, Math.max(1, settings.keepAliveCount ?? Number.POSITIVE_INFINITY));
  const connectMs = Math.min(limits.connectMs, settings.connectMs ?? Number.POSITIVE_INFINITY);
  return [
    `ServerAliveInterval=${seconds(everyMs)}`,
    `ServerAliveCountMax=${count}`,
    `ConnectTimeout=${seconds(connectMs)}`,
  ];
}

function wayOf({ program }: ClientPlace, { throughSocket, route }: LoginWish): readonly string[] {
  if (throughSocket !== null) {
    return [
      `ProxyCommand=${quoted(program)} -F none -S ${quoted(throughSocket)} -o ProxyCommand=false -W '[%h]:%p' hp`,
    ];
  }
  return route.asked.stated.jump ? ['ProxyJump=none'] : [];
}

function quoted(path: string): string {
  return `'${path.replaceAll('%', '%%').replaceAll("'", "'\\''")}'`;
}

/** For a client that only speaks to a master: it must never connect by itself. */
export function controlArgs(socket: string, more: readonly string[]): readonly string[] {
  return ['-F', 'none', '-S', socket, '-o', 'ProxyCommand=false', '-o', 'EscapeChar=none', ...more];
}
