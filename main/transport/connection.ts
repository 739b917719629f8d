import { failed, type Problem, type Result } from '../../contract/errors.ts';
import { type ClientFrame, PROTOCOL_VERSION, type ServerFrame } from '../../contract/wire.ts';
import { type Dispatcher, problemOf } from '../core/dispatcher.ts';
import type { Caller } from '../core/handlers/handler.ts';
import type { Log } from '../core/ports/log.ts';
import type { TopicFeed } from '../core/projections/feed.ts';
import { createDecoder, encodeServerFrame } from './frames.ts';
import type { CloseReason, Pipe } from './pipe.ts';

export interface ConnectionOptions {
  readonly dispatcher: Dispatcher;
  readonly caller: Caller;
  /** Judges the secret of the hello; null = welcome. */
  readonly admit: (secret: string) => Problem | null;
  readonly log: Log;
  /** A client that says nothing for so long is gone, whatever the network believes. Left out = never. */
  readonly silenceMs?: number;
  readonly closed: () => void;
}

/** Pushes wait while so many bytes are under way; feeds keep marks, so waiting costs no memory. */
const PUSH_BACKLOG = 1024 * 1024;
/** Answers cannot wait: a reader that lets so many bytes pile up is cut off. */
const MOST_BACKLOG = 64 * 1024 * 1024;
const MOST_CALLS = 256;
const MOST_SUBSCRIPTIONS = 256;
const HELLO_WITHIN_MS = 5000;

/** One client's session, over anything that carries texts: hello first, then calls and subscriptions. */
export class ServerConnection {
  readonly #pipe: Pipe;
  readonly #options: ConnectionOptions;
  readonly #feeds = new Map<number, TopicFeed>();
  readonly #due = new Set<number>();
  readonly #calls = new Set<number>();
  #silenceTimer: ReturnType<typeof setTimeout>;
  #greeted = false;
  #open = true;
  #backlog = 0;
  #pumping = false;

  constructor(pipe: Pipe, options: ConnectionOptions) {
    this.#pipe = pipe;
    this.#options = options;
    const decode = createDecoder();
    this.#silenceTimer = setTimeout(() => this.close('refused'), HELLO_WITHIN_MS);
    pipe.onClose(() => this.#end());
    pipe.onText((text) => {
      if (!this.#open) return;
      const decoded = decode(text);
      if (decoded.kind === 'malformed') this.#malformed(decoded.reason);
      if (decoded.kind === 'frame') this.#receive(decoded.frame);
    });
  }

  close(reason: CloseReason): void {
    if (!this.#open) return;
    this.#end();
    this.#pipe.close(reason);
  }

  #end(): void {
    if (!this.#open) return;
    this.#open = false;
    clearTimeout(this.#silenceTimer);
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
    this.#due.clear();
    this.#options.closed();
  }

  #malformed(reason: string): void {
    this.#options.log.warn('A connection was closed', { because: reason });
    this.close('malformed');
  }

  #receive(frame: ClientFrame): void {
    if (this.#greeted === (frame.kind === 'hello')) this.#malformed('no hello first, or two');
    else if (frame.kind === 'hello') this.#hello(frame.protocol, frame.secret);
    else if (frame.kind !== 'ping' && frame.kind !== 'unsubscribe' && this.#isInUse(frame.id))
      this.#malformed('an id in use');
    else if (frame.kind === 'ping') this.#send({ kind: 'pong', id: frame.id });
    else if (frame.kind === 'call') void this.#call(frame);
    else if (frame.kind === 'subscribe') this.#subscribe(frame);
    else this.#unsubscribe(frame.id);
    if (this.#greeted && this.#open) this.#listenFor(this.#options.silenceMs);
  }

  #listenFor(silenceMs: number | undefined): void {
    clearTimeout(this.#silenceTimer);
    if (silenceMs !== undefined) this.#silenceTimer = setTimeout(() => this.close('shutdown'), silenceMs);
  }

  #isInUse(id: number): boolean {
    return this.#calls.has(id) || this.#feeds.has(id);
  }

  #hello(protocol: number, secret: string): void {
    const problem = protocol === PROTOCOL_VERSION ? this.#options.admit(secret) : otherProtocol(protocol);
    if (problem === null) {
      this.#greeted = true;
      const { coreId } = this.#options.dispatcher;
      this.#send({ kind: 'welcome', protocol: PROTOCOL_VERSION, coreId });
    } else {
      this.#send({ kind: 'refused', problem });
      this.close('refused');
    }
  }

  async #call({ id, operation, input }: Extract<ClientFrame, { kind: 'call' }>): Promise<void> {
    const answer = await this.#ask(id, operation, input);
    if (answer.ok) this.#send({ kind: 'result', id, ok: true, value: answer.value });
    else this.#send({ kind: 'problem', id, problem: answer.problem });
  }

  async #ask(id: number, operation: string, input: unknown): Promise<Result<unknown>> {
    if (this.#calls.size >= MOST_CALLS) return tooMany('requests at once', MOST_CALLS);
    this.#calls.add(id);
    const answer = await this.#options.dispatcher.call(operation, input, this.#options.caller);
    this.#calls.delete(id);
    return answer;
  }

  #subscribe(frame: Extract<ClientFrame, { kind: 'subscribe' }>): void {
    const opened = this.#openFeed(frame);
    if (opened.ok) {
      this.#feeds.set(frame.id, opened.value);
      this.#ready(frame.id);
    } else {
      this.#send({ kind: 'problem', id: frame.id, problem: opened.problem });
    }
  }

  #openFeed({ id, topic, params }: Extract<ClientFrame, { kind: 'subscribe' }>): Result<TopicFeed> {
    if (this.#feeds.size >= MOST_SUBSCRIPTIONS) return tooMany('subscriptions', MOST_SUBSCRIPTIONS);
    return this.#options.dispatcher.open(topic, params, () => this.#ready(id));
  }

  #unsubscribe(id: number): void {
    this.#feeds.get(id)?.close();
    this.#feeds.delete(id);
    this.#due.delete(id);
  }

  #ready(id: number): void {
    if (!this.#open || !this.#feeds.has(id)) return;
    this.#due.add(id);
    if (this.#pumping) return;
    this.#pumping = true;
    queueMicrotask(() => {
      this.#pumping = false;
      this.#pump();
    });
  }

  /** One message group a feed in turn, as long as the reader keeps up. */
  #pump(): void {
    while (this.#open && this.#due.size > 0 && this.#backlog < PUSH_BACKLOG) {
      const [id] = this.#due;
      if (id === undefined) return;
      this.#due.delete(id);
      const messages = this.#take(id);
      if (messages.length === 0) continue;
      this.#due.add(id);
      this.#send({ kind: 'push', id, messages: [...messages] });
    }
  }

  #take(id: number): readonly unknown[] {
    try {
      return this.#feeds.get(id)?.take() ?? [];
    } catch (error) {
      this.#unsubscribe(id);
      const problem = problemOf(error, { log: this.#options.log, doing: 'a subscription' });
      this.#send({ kind: 'problem', id, problem });
      return [];
    }
  }

  #send(frame: ServerFrame): void {
    if (!this.#open) return;
    for (const text of encodeServerFrame(frame)) {
      this.#backlog += text.length;
      this.#pipe.send(text, () => {
        this.#backlog -= text.length;
        if (this.#due.size > 0 && this.#backlog < PUSH_BACKLOG) this.#pump();
      });
    }
    if (this.#backlog <= MOST_BACKLOG) return;
    this.#options.log.warn('A connection was closed', { because: 'its reader does not keep up' });
    this.close('too-slow');
  }
}

function otherProtocol(theirs: number): Problem {
  const message = `This core speaks protocol ${PROTOCOL_VERSION}, the client ${theirs}. Restart the older of the two.`;
  return { code: 'unauthorized', message };
}

function tooMany(what: string, most: number): Result<never> {
  return failed('too-large', `More than ${most} ${what} on one connection. Wait for answers first.`);
}
