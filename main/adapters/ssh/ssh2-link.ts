import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import type { Channel, Link, TerminalChannel, TerminalSize } from './link.ts';
import { type Reached, reached, textOf, troubled } from './trouble.ts';

export interface Ssh2LinkParts {
  readonly client: Client;
  readonly hostKey: string;
  readonly exchange: string | null;
}

type Opened = (error: Error | undefined, channel: ClientChannel) => void;

const closeWithinMs = 500;

/** A connection of our own client, logged in. */
export class Ssh2Link implements Link {
  readonly transport = 'ssh2';
  readonly hostKey: string;
  readonly exchange: string | null;
  readonly #client: Client;
  readonly #listeners = new Set<() => void>();
  #isGone = false;

  constructor(parts: Ssh2LinkParts) {
    this.hostKey = parts.hostKey;
    this.exchange = parts.exchange;
    this.#client = parts.client;
    this.#client.once('close', () => {
      this.#isGone = true;
      for (const listener of this.#listeners) listener();
      this.#listeners.clear();
    });
  }

  exec(command: string, withinMs: number): Promise<Reached<Channel>> {
    return this.#open(withinMs, (opened) => this.#client.exec(command, opened));
  }

  async subsystem(name: string, withinMs: number): Promise<Reached<Channel>> {
    const channel = await this.#open(withinMs, (opened) => this.#client.subsys(name, opened));
    if (channel.ok || channel.trouble.kind !== 'dropped' || this.#isGone) return channel;
    return troubled('refused', `The server has no subsystem ${name}: ${channel.trouble.sentence}`);
  }

  async terminal(size: TerminalSize, withinMs: number): Promise<Reached<TerminalChannel>> {
    const window = { term: 'xterm-256color', cols: size.columns, rows: size.rows };
    const channel = await this.#open(withinMs, (opened) => this.#client.shell(window, opened));
    if (!channel.ok) return channel;
    const resize = ({ columns, rows }: TerminalSize) => channel.value.setWindow(rows, columns, 0, 0);
    return reached(Object.assign(channel.value, { resize }));
  }

  forward(host: string, port: number): Promise<Reached<Duplex>> {
    return new Promise((resolve) => {
      try {
        this.#client.forwardOut('127.0.0.1', 0, host, port, (error, stream) =>
          resolve(error ? troubled('unreachable', textOf(error)) : reached(stream)),
        );
      } catch (error) {
        resolve(troubled('dropped', `The connection was lost: ${textOf(error)}.`));
      }
    });
  }

  onceGone(listener: () => void): void {
    if (this.#isGone) listener();
    else this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    if (this.#isGone) return;
    const gone = new Promise<void>((resolve) => this.onceGone(resolve));
    this.#client.end();
    await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, closeWithinMs))]);
    this.#client.destroy();
  }

  #open(withinMs: number, ask: (opened: Opened) => unknown): Promise<Reached<ClientChannel>> {
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => settle(troubled('timeout', 'The server did not open a channel in time.')),
        withinMs,
      );
      const gone = () => settle(troubled('dropped', 'The connection was lost before anything was sent.'));
      let settled = false;
      const settle = (result: Reached<ClientChannel>) => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        this.#listeners.delete(gone);
        resolve(result);
      };
      this.onceGone(gone);
      if (settled) return;
      try {
        ask((error, channel) => {
          if (error) return settle(channelTrouble(error));
          channel.on('error', () => {});
          channel.stderr.on('error', () => {});
          if (settled) channel.close();
          else settle(reached(channel));
        });
      } catch (error) {
        settle(troubled('dropped', `The connection was lost: ${textOf(error)}.`));
      }
    });
  }
}

function channelTrouble(error: Error): Reached<never> {
  if (/channel open failure|open failed/i.test(error.message)) {
    return troubled('limit', `The server opens no further channel (${textOf(error)}). Its MaxSessions may be too low.`);
  }
  return troubled('dropped', `The server refused to run a command: ${textOf(error)}.`);
}
