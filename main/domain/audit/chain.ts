import type { StoredEvent } from '../../../contract/events.ts';
import { canonical, isCanonical } from './canonical.ts';

/** Lower-case hex SHA-256 of UTF-8 text or bytes. */
export type Digest = (data: string | Uint8Array) => string;

/** The previous hash of a journal's first event. */
export const GENESIS_HASH = '0'.repeat(64);

export interface JournalHead {
  readonly journalSeq: number;
  readonly hash: string;
}

/** How far a chain has come: the workspace's last seq and every journal's head. */
export interface ChainHeads {
  readonly seq: number;
  readonly journals: Pick<ReadonlyMap<string, JournalHead>, 'get'>;
}

export type ChainFaultKind =
  | 'unreadable' // not JSON, or not the envelope of an event
  | 'not-canonical'
  | 'sequence' // seq is not the next one
  | 'journal-sequence'
  | 'previous-hash'
  | 'hash';

/** The first event that breaks a chain. `seq` is the place it stands at, whatever it claims itself. */
export interface ChainFault {
  readonly kind: ChainFaultKind;
  readonly seq: number;
  /** null when the event is too damaged to say. */
  readonly journalId: string | null;
  readonly journalSeq: number | null;
  readonly message: string;
}

export type ChainReading =
  | { readonly kind: 'event'; readonly event: StoredEvent }
  | { readonly kind: 'fault'; readonly fault: ChainFault };

export type ChainVerdict =
  | { readonly kind: 'intact'; readonly events: number; readonly journals: ReadonlyMap<string, JournalHead> }
  | { readonly kind: 'broken'; readonly fault: ChainFault };

export type UnsealedEvent = Omit<StoredEvent, 'prevHash' | 'hash'>;

/** Binds an event to the one before it in its journal. `prevHash` = GENESIS_HASH for the first. */
export function sealEvent(event: UnsealedEvent, prevHash: string, digest: Digest): StoredEvent {
  const body = { ...event, prevHash };
  return { ...body, hash: digest(canonical(body)) };
}

/** The text an event is stored as, in the database and as a line of the flight recorder. */
export function eventText(event: StoredEvent): string {
  return canonical(event);
}

export type AppendText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fault'; readonly fault: ChainFault };

/**
 * The text of an event that is about to be stored, if it follows `heads`. Its hash is made again of that very text; to
 * read the text back as well would only ask `canonical` whether it is canonical.
 */
export function appendText(event: StoredEvent, heads: ChainHeads, digest: Digest): AppendText {
  const { journalId, journalSeq } = event;
  const seq = heads.seq + 1;
  const fault = (kind: ChainFaultKind, says: string): AppendText => {
    const message = `Event ${seq} (${journalSeq} of ${journalId}) ${says}.`;
    return { kind: 'fault', fault: { kind, seq, journalId, journalSeq, message } };
  };
  if (!isEnvelope(event) || event.data === undefined) return fault('unreadable', 'is no event');
  const text = eventText(event);
  const broken = brokenRule(event, heads) ?? wrongHash(text, event, digest);
  return broken === null ? { kind: 'text', text } : fault(broken.kind, broken.says);
}

/** Reads `text` as the event that follows `heads`, or says what is wrong with it. Total: never throws. */
export function readEvent(text: string, heads: ChainHeads, digest: Digest): ChainReading {
  const seq = heads.seq + 1;
  const event = parseEnvelope(text);
  if (event === null) {
    const message = `Event ${seq} cannot be read as an event.`;
    return { kind: 'fault', fault: { kind: 'unreadable', seq, journalId: null, journalSeq: null, message } };
  }
  const broken = brokenRule(event, heads) ?? (isCanonical(text, event) ? wrongHash(text, event, digest) : notCanonical);
  if (broken === null) return { kind: 'event', event };
  const { journalId, journalSeq } = event;
  const message = `Event ${seq} (${journalSeq} of ${journalId}) ${broken.says}.`;
  return { kind: 'fault', fault: { kind: broken.kind, seq, journalId, journalSeq, message } };
}

/** Verifies a whole workspace's events in order of seq and names the first bad one. */
export function verifyChain(texts: Iterable<string>, digest: Digest): ChainVerdict {
  const journals = new Map<string, JournalHead>();
  let seq = 0;
  for (const text of texts) {
    const reading = readEvent(text, { seq, journals }, digest);
    if (reading.kind === 'fault') return { kind: 'broken', fault: reading.fault };
    const { journalId, journalSeq, hash } = reading.event;
    journals.set(journalId, { journalSeq, hash });
    seq = reading.event.seq;
  }
  return { kind: 'intact', events: seq, journals };
}

interface BrokenRule {
  readonly kind: ChainFaultKind;
  readonly says: string;
}

const notCanonical: BrokenRule = { kind: 'not-canonical', says: 'is not written in canonical form' };

function brokenRule(event: StoredEvent, heads: ChainHeads): BrokenRule | null {
  const head = heads.journals.get(event.journalId) ?? { journalSeq: 0, hash: GENESIS_HASH };
  if (event.seq !== heads.seq + 1) return { kind: 'sequence', says: `claims to be number ${event.seq}` };
  if (event.journalSeq !== head.journalSeq + 1) {
    return { kind: 'journal-sequence', says: `should be number ${head.journalSeq + 1} of its journal` };
  }
  if (event.prevHash !== head.hash) return { kind: 'previous-hash', says: 'does not follow the event before it' };
  return null;
}

/**
 * Hashes the text without its `hash` member instead of building it again. The last `,"hash":"…"` is the
 * top-level one: no object follows it in key order, and quotes inside a string are escaped.
 */
function wrongHash(text: string, event: StoredEvent, digest: Digest): BrokenRule | null {
  const member = `,"hash":"${event.hash}"`;
  const at = text.lastIndexOf(member);
  const body = text.slice(0, at) + text.slice(at + member.length);
  if (at > 0 && digest(body) === event.hash) return null;
  return { kind: 'hash', says: 'does not have the content its hash was made of' };
}

function parseEnvelope(text: string): StoredEvent | null {
  try {
    const value: unknown = JSON.parse(text);
    return isEnvelope(value) ? value : null;
  } catch {
    return null;
  }
}

const ENVELOPE_MEMBERS = 14;

/** By hand, not by the schema: this runs for every event of every verification. The hash vouches for the rest. */
function isEnvelope(value: unknown): value is StoredEvent {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== ENVELOPE_MEMBERS) return false;
  return (
    hasNumbers(value) &&
    hasTexts(value) &&
    'actor' in value &&
    typeof value.actor === 'object' &&
    value.actor !== null &&
    'commandId' in value &&
    (value.commandId === null || typeof value.commandId === 'string') &&
    'data' in value
  );
}

function hasNumbers(value: object): boolean {
  return (
    'seq' in value &&
    Number.isSafeInteger(value.seq) &&
    'journalSeq' in value &&
    Number.isSafeInteger(value.journalSeq) &&
    'version' in value &&
    Number.isSafeInteger(value.version) &&
    'occurredAt' in value &&
    Number.isSafeInteger(value.occurredAt) &&
    'recordedAt' in value &&
    Number.isSafeInteger(value.recordedAt) &&
    'monotonicMs' in value &&
    typeof value.monotonicMs === 'number'
  );
}

function hasTexts(value: object): boolean {
  return (
    'journalId' in value &&
    typeof value.journalId === 'string' &&
    'type' in value &&
    typeof value.type === 'string' &&
    'bootId' in value &&
    typeof value.bootId === 'string' &&
    'prevHash' in value &&
    typeof value.prevHash === 'string' &&
    'hash' in value &&
    typeof value.hash === 'string'
  );
}
