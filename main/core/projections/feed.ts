import type { z } from 'zod';
import type { Result } from '../../../contract/errors.ts';
import type { TopicMessage, TopicName, Topics } from '../../../contract/topics.ts';

/**
 * What one subscriber has still to receive. It keeps marks (what changed, how far it was read), not messages:
 * a reader that is slow costs no memory, it gets fewer and larger messages.
 */
export interface TopicFeed<M = unknown> {
  /** The next messages in order, about a frame's worth; empty = nothing until `ready` is called again. */
  take(): readonly M[];
  close(): void;
}

/** `ready` is called, never from within `take`, when there is something to take. */
export type OpenFeed<N extends TopicName> = (
  params: z.output<Topics[N]['params']>,
  ready: () => void,
) => Result<TopicFeed<TopicMessage<N>>>;

export type Feeds = { readonly [N in TopicName]: OpenFeed<N> };
