import type { Client, ConnectionState } from '../../../contract/client.ts';
import { failed, type Problem, type Result } from '../../../contract/errors.ts';
import type { OperationInput, OperationName, OperationOutput } from '../../../contract/operations.ts';
import type { TopicMessage, TopicName, TopicParams } from '../../../contract/topics.ts';

type Answers = {
  [N in OperationName]?: (input: OperationInput<N>) => Result<OperationOutput<N>> | Promise<Result<OperationOutput<N>>>;
};
type Firsts = { [N in TopicName]?: (params: TopicParams<N>) => readonly TopicMessage<N>[] };

interface Opened {
  readonly topic: TopicName;
  readonly params: unknown;
  hear(message: unknown): void;
  fail(problem: Problem): void;
}

/** A core made of answers: records what was asked, says what the test makes it say. */
export class FakeClient implements Client {
  readonly calls: { readonly operation: string; readonly input: unknown }[] = [];
  readonly open = new Set<Opened>();
  readonly answers: Answers;
  private readonly firsts: Firsts;
  private readonly listeners = new Set<(state: ConnectionState) => void>();
  private state: ConnectionState = 'connected';

  constructor(answers: Answers = {}, firsts: Firsts = {}) {
    this.answers = { ...answers };
    this.firsts = firsts;
  }

  async call<N extends OperationName>(operation: N, input: OperationInput<N>): Promise<Result<OperationOutput<N>>> {
    this.calls.push({ operation, input });
    const answer = this.answers[operation];
    if (answer === undefined) return failed('not-built-yet', `${operation} is not part of this fake.`);
    return answer(input);
  }

  subscribe<N extends TopicName>(
    topic: N,
    params: TopicParams<N>,
    listener: { message(message: TopicMessage<N>): void; problem?(problem: Problem): void },
  ) {
    const opened: Opened = {
      topic,
      params,
      hear: (message) => listener.message(message as TopicMessage<N>),
      fail: (problem) => listener.problem?.(problem),
    };
    this.open.add(opened);
    const first = this.firsts[topic]?.(params) ?? [];
    queueMicrotask(() => {
      for (const message of first) if (this.open.has(opened)) opened.hear(message);
    });
    return { close: () => void this.open.delete(opened) };
  }

  /** Pushes to every open subscription of a topic. */
  push<N extends TopicName>(topic: N, message: TopicMessage<N>): void {
    for (const one of [...this.open]) if (one.topic === topic) one.hear(message);
  }

  become(state: ConnectionState): void {
    this.state = state;
    for (const listener of [...this.listeners]) listener(state);
  }

  onConnection(listener: (state: ConnectionState) => void): () => void {
    this.listeners.add(listener);
    listener(this.state);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.open.clear();
  }
}
