import type { StoredEvent } from '../../../contract/events.ts';
import {
  type AppendText,
  appendText,
  type ChainHeads,
  type ChainReading,
  type Digest,
  eventText,
  readEvent,
} from './chain.ts';

/** The rules of the chain with their digest bound: what a store is given so that it need not know them. */
export interface AuditRules {
  readonly digest: Digest;
  readonly eventText: (event: StoredEvent) => string;
  readonly appendText: (event: StoredEvent, heads: ChainHeads) => AppendText;
  readonly readEvent: (text: string, heads: ChainHeads) => ChainReading;
}

export function auditRules(digest: Digest): AuditRules {
  return {
    digest,
    eventText,
    appendText: (event, heads) => appendText(event, heads, digest),
    readEvent: (text, heads) => readEvent(text, heads, digest),
  };
}
