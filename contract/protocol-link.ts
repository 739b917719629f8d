import type { Problem, Result } from './errors.ts';
import { createAssembler, encodeFrame } from './framing.ts';
import { type ClientFrame, PROTOCOL_VERSION, type ServerFrame, serverFrameSchema } from './wire.ts';

/** One connection that carries texts in order, whole, in both directions: a WebSocket, a local socket, a port. */
export interface Channel {
  send(text: string): void;
  close(): void;
  /** Sets the one receiver of arriving texts. */
  onText(receive: (text: string) => void): void;
  /** Sets the one listener told, once, that nothing more will come. Not called for our own `close`. */
  onClose(closed: () => void): void;
}

/** An open channel and what the hello on it carries: the tab secret on the loopback door, else ''. */
export interface OpenedChannel {
  readonly channel: Channel;
  readonly secret: string;
}

/**
 * Opens a channel, once per attempt; never rejects. The problem `disconnected` is tried again after a pause,
 * any other (`unauthorized` …) ends the attempts and is the answer to every call from then on.
 */
export type OpenChannel = () => Promise<Result<OpenedChannel>>;

export interface LinkOptions {
  /** Pauses before the first, second … attempt to connect again, in ms; the last one repeats. Empty = never. */
  readonly retryDelaysMs?: readonly number[];
  /** How often an idle connection is asked for a sign of life; three unanswered ones end it. 0 = never. */
  readonly pingEveryMs?: number;
  /** How long a core may take to answer the hello. */
  readonly helloTimeoutMs?: number;
}

export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly coreId: string }
  | { readonly kind: 'disconnected'; readonly problem: Problem };

export interface LinkListener {
  state(state: LinkState): void;
  frame(frame: ServerFrame): void;
}

const lost: Problem = {
  code: 'disconnected',
  message: 'The connection to the core is down. What was asked may or may not have happened; it is looked up again.',
};
const closed: Problem = { code: 'disconnected', message: 'This client was closed.' };

/** Keeps one connection to a core alive: hello, sign of life, and connecting again after a loss. */
export class ProtocolLink {
  #state: LinkState = { kind: 'connecting' };
  #channel: Channel | null = null;
  #attempt = 0;
  #silentPings = 0;
  #pingId = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #ended = false;
  readonly #open: OpenChannel;
  readonly #listener: LinkListener;
  readonly #options: Required<LinkOptions>;

  constructor(open: OpenChannel, listener: LinkListener, options: LinkOptions = {}) {
    this.#open = open;
    this.#listener = listener;
    this.#options = {
      retryDelaysMs: [100, 250, 500, 1000, 2000],
      // A desk may show for twelve seconds at most what is no longer true.
      pingEveryMs: 3000,
      helloTimeoutMs: 10_000,
      ...options,
    };
  }

  get state(): LinkState {
    return this.#state;
  }

  async connect(): Promise<void> {
    this.#become({ kind: 'connecting' });
    const opened = await this.#open();
    if (this.#ended) {
      if (opened.ok) opened.value.channel.close();
      return;
    }
    if (opened.ok) this.#greet(opened.value);
    else this.#lose(opened.problem);
  }

  /** Sends a frame of one or more texts; must be connected. */
  send(texts: readonly string[]): void {
    for (const text of texts) this.#channel?.send(text);
  }

  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#drop();
    this.#become({ kind: 'disconnected', problem: closed });
  }

  #greet({ channel, secret }: OpenedChannel): void {
    const assemble = createAssembler(Number.POSITIVE_INFINITY);
    this.#channel = channel;
    channel.onText((text) => {
      if (this.#channel !== channel) return;
      const assembled = assemble(text);
      if (assembled.kind === 'malformed') this.#lose(lost);
      if (assembled.kind === 'frame') this.#receive(assembled.value);
    });
    channel.onClose(() => {
      if (this.#channel === channel) this.#lose(lost);
    });
    this.#after(this.#options.helloTimeoutMs, () => this.#lose(lost));
    const hello: ClientFrame = { kind: 'hello', protocol: PROTOCOL_VERSION, secret };
    this.send(encodeFrame(hello));
  }

  #receive(value: unknown): void {
    const parsed = serverFrameSchema.safeParse(value);
    this.#silentPings = 0;
    if (!parsed.success) this.#lose(lost);
    else if (parsed.data.kind === 'refused') this.#lose(parsed.data.problem);
    else if (parsed.data.kind === 'welcome') this.#welcome(parsed.data.coreId);
    else if (parsed.data.kind !== 'pong') this.#listener.frame(parsed.data);
  }

  #welcome(coreId: string): void {
    this.#attempt = 0;
    this.#schedulePing();
    this.#become({ kind: 'connected', coreId });
  }

  #schedulePing(): void {
    this.#clearTimer();
    if (this.#options.pingEveryMs === 0) return;
    this.#after(this.#options.pingEveryMs, () => {
      this.#silentPings += 1;
      if (this.#silentPings > 3) return this.#lose(lost);
      this.#pingId += 1;
      this.send(encodeFrame({ kind: 'ping', id: this.#pingId } satisfies ClientFrame));
      this.#schedulePing();
    });
  }

  #lose(problem: Problem): void {
    this.#drop();
    const { retryDelaysMs } = this.#options;
    const delay = retryDelaysMs[Math.min(this.#attempt, retryDelaysMs.length - 1)];
    this.#attempt += 1;
    if (problem.code === 'disconnected' && delay !== undefined) this.#after(delay, () => void this.connect());
    this.#become({ kind: 'disconnected', problem });
  }

  #drop(): void {
    this.#clearTimer();
    this.#silentPings = 0;
    const channel = this.#channel;
    this.#channel = null;
    channel?.close();
  }

  #become(state: LinkState): void {
    this.#state = state;
    this.#listener.state(state);
  }

  #after(ms: number, run: () => void): void {
    this.#clearTimer();
    this.#timer = setTimeout(run, ms);
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
