import type { Result } from './errors.ts';
import type { OperationInput, OperationName, OperationOutput } from './operations.ts';
import type { TopicMessage, TopicName, TopicParams } from './topics.ts';

export type ConnectionState = 'connecting' | 'connected' | 'disconnected';

/** How anything talks to a core, whatever lies between. Derived from the tables: add a row there, not a method here. */
export interface Client {
  call<N extends OperationName>(operation: N, input: OperationInput<N>): Promise<Result<OperationOutput<N>>>;
  /** Messages arrive in order; after a reconnect the client subscribes again and gets a new snapshot. */
  subscribe<N extends TopicName>(topic: N, params: TopicParams<N>, listener: TopicListener<N>): Subscription;
  /** Calls back at once with the present state, then at each change. */
  onConnection(listener: (state: ConnectionState) => void): () => void;
  close(): Promise<void>;
}

export interface TopicListener<N extends TopicName> {
  message(message: TopicMessage<N>): void;
  problem?(problem: { readonly code: string; readonly message: string }): void;
}

export interface Subscription {
  close(): void;
}
