import type { Client, ConnectionState, Subscription, TopicListener } from './client.ts';
import { failed, type Problem, type Result } from './errors.ts';
import { encodeFrame, splitText, utf8Bytes } from './framing.ts';
import type { OperationInput, OperationName, OperationOutput } from './operations.ts';
import { type LinkOptions, type LinkState, type OpenChannel, ProtocolLink } from './protocol-link.ts';
import { resumeParams } from './resume.ts';
import type { TopicMessage, TopicName, TopicParams } from './topics.ts';
import { type ClientFrame, MESSAGE_CAP, type ServerFrame } from './wire.ts';

/**
 * The client side of the wire, the same in a page and in Node. It connects at once and again after a loss,
 * with growing pauses; pending calls are then answered `disconnected` and subscriptions made anew.
 * A call made while connecting waits for the outcome of that attempt.
 */
export function createProtocolClient(openChannel: OpenChannel, options: LinkOptions = {}): Client {
  return new ProtocolClient(openChannel, options);
}

interface Open {
  /** The texts that ask, as of now: a subscription asks for what it has not received yet. */
  ask(): readonly string[];
  receive(frame: ServerFrame): void;
  /** Is it asked again after a reconnect? */
  readonly lasting: boolean;
}

class ProtocolClient implements Client {
  readonly #link: ProtocolLink;
  readonly #open = new Map<number, Open>();
  readonly #listeners = new Set<(state: ConnectionState) => void>();
  #lastId = 0;

  constructor(openChannel: OpenChannel, options: LinkOptions) {
    const listener = {
      state: (state: LinkState) => this.#changed(state),
      frame: (frame: ServerFrame) => this.#route(frame),
    };
    this.#link = new ProtocolLink(openChannel, listener, options);
    void this.#link.connect();
  }

  call<N extends OperationName>(operation: N, input: OperationInput<N>): Promise<Result<OperationOutput<N>>> {
    return new Promise((resolve) => {
      const id = this.#nextId();
      const text = JSON.stringify({ kind: 'call', id, operation, input } satisfies ClientFrame);
      if (utf8Bytes(text) > MESSAGE_CAP)
        return resolve(failed('too-large', `The request is larger than ${MESSAGE_CAP / 1024 / 1024} MiB.`));
      this.#add(id, {
        lasting: false,
        ask: () => splitText(text),
        receive: (frame) => {
          this.#open.delete(id);
          if (frame.kind === 'problem') resolve({ ok: false, problem: frame.problem });
          // The core has just validated it against the table's schema.
          if (frame.kind === 'result') resolve({ ok: true, value: frame.value as OperationOutput<N> });
        },
      });
    });
  }

  subscribe<N extends TopicName>(topic: N, params: TopicParams<N>, listener: TopicListener<N>): Subscription {
    const id = this.#nextId();
    let asked = params;
    const deliver = (value: unknown) => {
      // The core has just validated it against the topic's schema.
      const message = value as TopicMessage<N>;
      asked = resumeParams(topic, asked, message);
      listener.message(message);
    };
    this.#add(id, {
      lasting: true,
      ask: () => encodeFrame({ kind: 'subscribe', id, topic, params: asked }),
      receive: (frame) => {
        if (frame.kind === 'push') for (const value of frame.messages) if (this.#open.has(id)) deliver(value);
        if (frame.kind !== 'problem') return;
        if (frame.problem.code !== 'disconnected') this.#open.delete(id);
        listener.problem?.(frame.problem);
      },
    });
    return { close: () => this.#unsubscribe(id) };
  }

  onConnection(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#link.state.kind);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#link.close();
    this.#open.clear();
    this.#listeners.clear();
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #add(id: number, open: Open): void {
    const { state } = this.#link;
    this.#open.set(id, open);
    if (state.kind === 'connected') this.#link.send(open.ask());
    else if (state.kind === 'disconnected') this.#answerLost(id, open, state.problem);
  }

  #unsubscribe(id: number): void {
    if (!this.#open.delete(id)) return;
    if (this.#link.state.kind === 'connected') this.#link.send(encodeFrame({ kind: 'unsubscribe', id }));
  }

  #route(frame: ServerFrame): void {
    if (!('id' in frame)) return;
    const open = this.#open.get(frame.id);
    try {
      open?.receive(frame);
    } catch (error) {
      // A listener's mistake is its own: it must be seen, and must not take the connection with it.
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  #changed(state: LinkState): void {
    const open = [...this.#open];
    if (state.kind === 'connected') for (const [, one] of open) this.#link.send(one.ask());
    if (state.kind === 'disconnected') for (const [id, one] of open) this.#answerLost(id, one, state.problem);
    for (const listener of [...this.#listeners]) listener(state.kind);
  }

  /** Calls end with the loss; subscriptions outlive it, unless there will be no further attempt. */
  #answerLost(id: number, open: Open, problem: Problem): void {
    if (open.lasting && problem.code === 'disconnected') return;
    queueMicrotask(() => open.receive({ kind: 'problem', id, problem }));
  }
}
