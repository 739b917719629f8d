import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { findClient } from '../config/resolver.ts';
import { type Route, routeName } from '../config/route.ts';
import { nameOf } from '../endpoint.ts';
import type { HostKeyBook } from '../host-key-book.ts';
import { lockedKey, presentKey } from '../key-files.ts';
import { knownFingerprints, knownKeyTypes, parseKnownHosts } from '../known-hosts.ts';
import type { Limits } from '../limits.ts';
import type { Link } from '../link.ts';
import type { PersonAnswers } from '../person-answers.ts';
import { type Reached, reached, textOf, troubled } from '../trouble.ts';
import { AskDoor, type AskRoom } from './ask-door.ts';
import { type ClientPlace, loginArgs } from './client-args.ts';
import { ClientLog } from './client-log.ts';
import { clientTrouble } from './client-trouble.ts';
import { OpenSshLink } from './open-ssh-link.ts';
import { RuntimeFolder } from './runtime-folder.ts';

export interface SystemClientOptions {
  readonly home: string;
  readonly isOwnHome: boolean;
  readonly agentSocket: string | null;
  readonly book: HostKeyBook;
  readonly answers: PersonAnswers;
  readonly canAsk: boolean;
  readonly limits: Limits;
}

interface Room {
  readonly place: ClientPlace;
  readonly folder: RuntimeFolder;
  readonly door: AskDoor;
}

interface Login {
  readonly child: ChildProcessByStdio<null, null, Readable>;
  readonly log: ClientLog;
  readonly ask: AskRoom;
  readonly lastWords: () => string;
  isOver: boolean;
}

const lastWordsCap = 8000;
/** What the small program that asks may take to start on a busy machine. */
const askStartMs = 5000;

/** The key a server showed: as known_hosts holds it, and the authority of its certificate where it has one. */
export interface ShownKey {
  readonly key: Buffer;
  readonly authority: string | null;
}

/** The system's own ssh: for what only it can do, and for whoever wants just what a terminal gives. */
export class SystemClient {
  readonly #options: SystemClientOptions;
  #room: Promise<Reached<Room>> | null = null;

  constructor(options: SystemClientOptions) {
    this.#options = options;
  }

  /** `through` = the connection to the jump host, if there is one. */
  async connect(route: Route, through: Link | null): Promise<Reached<Link>> {
    const identity = await presentKey(route.asked.identity?.replace(/^~\//, `${this.#options.home}/`) ?? null);
    if (!identity.ok) return identity;
    const room = await this.#opened();
    if (!room.ok) return room;
    const { folder } = room.value;
    const socket = folder.next('s');
    const knownHosts = this.#options.book.filesFor(route);
    const args = loginArgs(room.value.place, {
      route,
      knownHosts,
      throughSocket: socketOf(through),
      canAsk: this.#options.canAsk,
    });
    if (!args.ok) return args;
    const words = ['-M', '-N', '-T', '-S', socket, ...args.value, '--', route.asked.host];
    const login = await this.#start(room.value, route, words);
    const link = await this.#settled(login, { route, socket, room: room.value });
    login.ask.close();
    if (!link.ok) {
      login.child.kill('SIGKILL');
      await login.log.remove();
      await rm(socket, { force: true });
    }
    return link;
  }

  /** By a login that sends nothing: ssh writes the key it is shown into an empty file, and we read it there. */
  async shownKey(route: Route, through: Link | null): Promise<Reached<ShownKey>> {
    const room = await this.#opened();
    if (!room.ok) return room;
    const file = room.value.folder.next('keys');
    const wish = { route, knownHosts: [file], throughSocket: socketOf(through), canAsk: false };
    const args = loginArgs(room.value.place, wish);
    if (!args.ok) return args;
    const accept = [
      '-o',
      'StrictHostKeyChecking=accept-new',
      '-o',
      'PreferredAuthentications=none',
      '-o',
      'HashKnownHosts=no',
    ];
    const known = await this.#options.book.entries(route);
    const types = known.ok ? algorithmsOf(knownKeyTypes(known.value, route.keyName)) : [];
    // The key we hold comes first, else a server with several keys would look changed.
    if (types.length > 0) accept.push('-o', `HostKeyAlgorithms=^${types.join(',')}`);
    const words = ['-N', '-T', ...accept, ...args.value, '--', route.asked.host];
    const login = await this.#start(room.value, route, words);
    const timer = setTimeout(
      () => login.child.kill('SIGKILL'),
      this.#options.limits.connectMs + this.#options.limits.handshakeMs,
    );
    await login.log.until(
      () => false,
      () => login.isOver,
    );
    clearTimeout(timer);
    login.ask.close();
    const text = await login.log.text();
    const [entry] = parseKnownHosts(await readFile(file, 'utf8').catch(() => ''));
    await Promise.all([login.log.remove(), rm(file, { force: true })]);
    if (entry === undefined) return clientTrouble(route, { log: text, lastWords: login.lastWords(), expected: [] });
    const authority = /^debug1: Server host certificate: .* CA \S+ (SHA256:\S+)/m.exec(text)?.[1] ?? null;
    return reached({ key: entry.key, authority });
  }

  async close(): Promise<void> {
    const room = await this.#room;
    this.#room = null;
    if (room === null || !room.ok) return;
    room.value.door.close();
    await room.value.folder.close();
  }

  #opened(): Promise<Reached<Room>> {
    this.#room ??= this.#open();
    return this.#room;
  }

  async #open(): Promise<Reached<Room>> {
    const program = findClient();
    if (process.platform === 'win32') {
      const sentence =
        'The transport openssh needs shared connections (ControlMaster), which ssh on Windows does not have. Leave transport out for this target.';
      return troubled('protocol', sentence);
    }
    if (program === null) {
      return troubled(
        'protocol',
        'The transport openssh needs the OpenSSH client, and there is no "ssh" in PATH. Install it.',
      );
    }
    const { home, isOwnHome, limits, answers } = this.#options;
    try {
      const folder = await RuntimeFolder.open(program);
      const door = await AskDoor.open(folder, answers);
      return reached({ place: { program, home, isOwnHome, limits }, folder, door });
    } catch (error) {
      this.#room = null;
      return troubled('protocol', `No private folder for the connections of ssh could be made (${textOf(error)}).`);
    }
  }

  async #start(room: Room, route: Route, words: readonly string[]): Promise<Login> {
    const { agentSocket, canAsk } = this.#options;
    const log = new ClientLog(room.folder.next('log'));
    const ask = room.door.room(nameOf(route.endpoint));
    const { SSH_AUTH_SOCK: _agent, ...inherited } = process.env;
    const agent = agentSocket === null ? {} : { SSH_AUTH_SOCK: agentSocket };
    const env = { ...inherited, ...agent, ...(canAsk ? ask.env : {}), LC_ALL: 'C' };
    const args = ['-vv', '-E', log.path, ...words];
    // A session of its own: Ctrl-C in our terminal must not cut the connections while work is awaited.
    const child = spawn(room.place.program, args, { stdio: ['ignore', 'ignore', 'pipe'], env, detached: true });
    let lastWords = '';
    child.stderr.on('data', (bytes: Buffer) => {
      lastWords = (lastWords + bytes.toString('utf8')).slice(-lastWordsCap);
    });
    const login: Login = { child, log, ask, lastWords: () => lastWords, isOver: false };
    const pidFile = room.folder.next('pid');
    const over = () => {
      login.isOver = true;
      void rm(pidFile, { force: true });
    };
    child.once('error', over);
    child.once('exit', over);
    if (child.pid !== undefined) await writeFile(pidFile, `${child.pid}\n`);
    if (login.isOver) await rm(pidFile, { force: true });
    return login;
  }

  async #settled(
    login: Login,
    about: { readonly route: Route; readonly socket: string; readonly room: Room },
  ): Promise<Reached<Link>> {
    const { route, socket, room } = about;
    const clock = this.#watch(login);
    const text = await login.log.until(
      // A server can have lines of its own choice written there; the socket is ssh's, and made after the login.
      (said) => said.includes('debug1: Entering interactive session') && existsSync(socket),
      () => login.isOver || clock.isLate() || isStopped(login.ask),
    );
    clock.stop();
    if (text === null) return this.#trouble(login, route, clock.isLate());
    login.ask.accepted();
    const exchange = /^debug1: kex: algorithm: (\S+)/m.exec(text)?.[1];
    const cipher = /^debug1: kex: client->server cipher: (\S+)/m.exec(text)?.[1];
    const hostKey = /^debug1: Server host (?:key|certificate): \S+ (SHA256:[^\s,]+)/m.exec(text)?.[1] ?? '';
    return reached(
      new OpenSshLink({
        ...{ program: room.place.program, folder: room.folder, socket, master: login.child, masterLog: login.log },
        ...{ hostKey, exchange: exchange === undefined ? null : `${exchange}, ${cipher}` },
      }),
    );
  }

  async #trouble(login: Login, route: Route, isLate: boolean): Promise<Reached<never>> {
    const name = routeName(route);
    const { declined } = login.ask;
    if (await login.log.isFlooded()) {
      return troubled('protocol', `${name} sends messages without end instead of letting us in. Check the port.`);
    }
    if (declined?.kind === 'passphrase') return lockedKey(declined.subject);
    if (declined !== null)
      return troubled('identity', `${name} asks for a password, and nobody gave one. Nothing was sent.`);
    if (isLate) {
      const seconds = Math.round(this.#options.limits.handshakeMs / 1000);
      const what = (await login.log.text()).includes('SSH2_MSG_NEWKEYS received') ? 'login' : 'the key exchange';
      return troubled(
        'timeout',
        `${name} did not finish ${what} within ${seconds} s. Check that sshd is healthy and not overloaded.`,
      );
    }
    const known = await this.#options.book.entries(route);
    const expected = known.ok ? knownFingerprints(known.value, route.keyName) : [];
    const said = { log: await login.log.text(), lastWords: login.lastWords(), expected };
    const trouble = clientTrouble(route, said);
    // Typed answers that were refused: to ask again and again on every try would lock the account.
    if (trouble.ok || trouble.trouble.kind !== 'auth' || login.ask.asked === 0) return trouble;
    const locked = login.ask.locked;
    return locked === null ? troubled('identity', trouble.trouble.sentence) : lockedKey(locked);
  }

  /** Time a person takes to answer does not count. */
  #watch(login: Login): { isLate(): boolean; stop(): void } {
    const { connectMs, handshakeMs } = this.#options.limits;
    const wholeMs = connectMs + handshakeMs + (this.#options.canAsk ? askStartMs : 0);
    let leftMs = wholeMs;
    let last = performance.now();
    let isLate = false;
    const timer = setInterval(() => {
      const now = performance.now();
      // Each answer begins another try.
      leftMs = login.ask.isAsking ? wholeMs : leftMs - (now - last);
      last = now;
      isLate ||= leftMs <= 0;
    }, 50);
    return { isLate: () => isLate, stop: () => clearInterval(timer) };
  }
}

function socketOf(through: Link | null): string | null {
  return through instanceof OpenSshLink ? through.socket : null;
}

function algorithmsOf(types: ReadonlySet<string>): readonly string[] {
  return [...types].flatMap((type) => (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type]));
}

/** Without a passphrase ssh still has other keys to try; without a password it has nothing. */
function isStopped({ declined }: AskRoom): boolean {
  return declined !== null && declined.kind !== 'passphrase';
}
