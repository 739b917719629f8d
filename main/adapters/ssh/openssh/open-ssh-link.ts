import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import type { Channel, Link, TerminalChannel, TerminalSize } from '../link.ts';
import { type Reached, reached, textOf, troubled } from '../trouble.ts';
import { controlArgs } from './client-args.ts';
import { ClientChannel, type Ending } from './client-channel.ts';
import { ClientLog } from './client-log.ts';
import type { RuntimeFolder } from './runtime-folder.ts';
import { resizeTerminal, terminalCommand } from './terminal-command.ts';

export interface OpenSshLinkParts {
  readonly program: string;
  readonly folder: RuntimeFolder;
  readonly socket: string;
  readonly master: ChildProcess;
  readonly masterLog: ClientLog;
  readonly hostKey: string;
  readonly exchange: string | null;
}

const closeWithinMs = 1000;
const forwardWithinMs = 10_000;
/** So often the master's log is looked at: its server decides how much is written there. */
const logLookMs = 5_000;
/** The client is told "TERM": it may have to write to a target that does not read. */
const killAfterMs = 1000;

/** A master of the system's ssh; every channel is a short-lived client that borrows its connection. */
export class OpenSshLink implements Link {
  readonly transport = 'openssh';
  readonly hostKey: string;
  readonly exchange: string | null;
  /** Another ssh may travel through it. */
  readonly socket: string;
  readonly #parts: OpenSshLinkParts;
  readonly #listeners = new Set<() => void>();
  readonly #clients = new Set<ChildProcess>();
  #isGone = false;
  readonly #logLook: NodeJS.Timeout;

  constructor(parts: OpenSshLinkParts) {
    this.#parts = parts;
    this.hostKey = parts.hostKey;
    this.exchange = parts.exchange;
    this.socket = parts.socket;
    const gone = () => this.#gone();
    this.#logLook = setInterval(() => void this.#endFlood(), logLookMs).unref();
    if (parts.master.exitCode !== null || parts.master.signalCode !== null) gone();
    else parts.master.once('exit', gone);
  }

  async exec(command: string, withinMs: number): Promise<Reached<Channel>> {
    return channelOf(await this.#open({ words: ['-T', 'hp', command], withinMs }));
  }

  async subsystem(name: string, withinMs: number): Promise<Reached<Channel>> {
    return channelOf(await this.#open({ words: ['-T', '-s', 'hp', name], withinMs }));
  }

  async terminal(size: TerminalSize, withinMs: number): Promise<Reached<TerminalChannel>> {
    const opened = await this.#open({ words: ['-tt', 'hp'], withinMs, size });
    if (!opened.ok) return opened;
    const { channel, ttyFile } = opened.value;
    const resize = (wanted: TerminalSize) => resizeTerminal(ttyFile, wanted);
    return reached(Object.assign(channel, { resize }));
  }

  async forward(host: string, port: number): Promise<Reached<Duplex>> {
    const where = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const opened = await this.#open({ words: ['-W', where, 'hp'], withinMs: forwardWithinMs });
    if (opened.ok) {
      opened.value.channel.stderr.resume();
      // What lies above it is told of its end by `close`, as a socket tells it.
      opened.value.channel.once('end', () => opened.value.channel.close());
    }
    return channelOf(opened);
  }

  onceGone(listener: () => void): void {
    if (this.#isGone) listener();
    else this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    const { master } = this.#parts;
    if (!this.#isGone) {
      const gone = new Promise<void>((resolve) => this.onceGone(resolve));
      master.kill('SIGTERM');
      await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, closeWithinMs))]);
      if (!this.#isGone) master.kill('SIGKILL');
    }
    await rm(this.#parts.socket, { force: true });
  }

  async #open(wish: Opening): Promise<Reached<Opened>> {
    if (this.#isGone) return troubled('dropped', 'The connection was lost before anything was sent.');
    const { folder, program, masterLog } = this.#parts;
    const log = new ClientLog(folder.next('log'));
    const ttyFile = folder.next('tty');
    const words = [program, ...controlArgs(this.socket, ['-vv', '-E', log.path, ...wish.words])];
    const [file = program, ...args] = wish.size === undefined ? words : terminalCommand(words, ttyFile, wish.size);
    const before = await masterLog.size();
    const child = spawn(file, args, { stdio: 'pipe', detached: true });
    const channel = new ClientChannel(child, async () => endingIn(await log.text(), await masterLog.since(before)));
    let isOver = false;
    const late = setTimeout(() => channel.close(), wish.withinMs);
    child.once('error', () => {
      isOver = true;
    });
    child.once('exit', () => {
      isOver = true;
    });
    channel.once('close', () => {
      this.#clients.delete(child);
      void log.remove();
      void rm(ttyFile, { force: true });
      void masterLog.keepSmall();
    });
    this.#clients.add(child);
    const isSettled = (text: string) => /master session id: \d/.test(text) || /refused by peer/.test(text);
    const text = await log.until(isSettled, () => isOver);
    const isAccepted = text !== null && (await this.#isAccepted(text, { before, wish, isOver: () => isOver }));
    clearTimeout(late);
    if (isAccepted) return reached({ channel, ttyFile });
    channel.resume();
    channel.stderr.resume();
    channel.close();
    return this.#refusal(text, wish);
  }

  /** The channel is there; what counts is that the server has taken the command, which the master notes. */
  async #isAccepted(
    text: string,
    about: { readonly before: number; readonly wish: Opening; readonly isOver: () => boolean },
  ): Promise<boolean> {
    const [, id] = /master session id: (\d+)/.exec(text) ?? [];
    if (id === undefined || about.wish.words[0] === '-W') return id !== undefined;
    const accepted = new RegExp(`(exec|shell|subsystem) request accepted on channel ${id}\\b`);
    const isOver = () => about.isOver() || this.#isGone;
    return (await this.#parts.masterLog.until((said) => accepted.test(said), isOver, about.before)) !== null;
  }

  async #refusal(text: string | null, { words, withinMs }: Opening): Promise<Reached<never>> {
    const isOpened = text !== null && /master session id/.test(text);
    if (text === null || isOpened) {
      return this.#isGone
        ? troubled('dropped', 'The connection was lost before anything was sent.')
        : troubled('timeout', `The server did not open a channel within ${Math.round(withinMs / 1000)} s.`);
    }
    if (words[0] === '-W') {
      const why = (await this.#parts.masterLog.text()).match(/channel \d+: open failed: (.*)/g)?.at(-1);
      return troubled('unreachable', textOf(why ?? 'the server refused to forward').replace(/^channel \d+: /, ''));
    }
    return troubled('limit', 'The server opens no further channel. Its MaxSessions may be too low.');
  }

  async #endFlood(): Promise<void> {
    if (await this.#parts.masterLog.isFlooded()) this.#parts.master.kill('SIGTERM');
  }

  #gone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    clearInterval(this.#logLook);
    // A client whose master has died ends by itself; one that hangs on a full pipe does not.
    setTimeout(() => {
      for (const client of this.#clients) client.kill('SIGKILL');
    }, killAfterMs).unref();
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}

interface Opening {
  readonly words: readonly string[];
  readonly withinMs: number;
  /** Left out = no terminal. */
  readonly size?: TerminalSize;
}

interface Opened {
  readonly channel: ClientChannel;
  readonly ttyFile: string;
}

function channelOf(opened: Reached<Opened>): Reached<ClientChannel> {
  return opened.ok ? reached(opened.value.channel) : opened;
}

/**
 * Only what the master passed on: the client's own 255 is no word of the target. A signal is passed on by nobody, but
 * the master notes that there was one, for the channel of this number.
 */
function endingIn(text: string, masterText: string): Ending {
  const [, code] = /Received exit status from master (\d+)/.exec(text) ?? [];
  if (code !== undefined) return { code: Number(code), signal: null };
  const [, channel] = /master session id: (\d+)/.exec(text) ?? [];
  const note = new RegExp(`client_input_channel_req: channel ${channel ?? '-'} rtype exit-signal`);
  return { code: null, signal: note.test(masterText) ? 'unknown' : null };
}
