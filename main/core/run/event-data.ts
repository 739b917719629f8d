import type { Actor } from '../../../contract/actor.ts';
import {
  type DraftEvent,
  type EventType,
  eventSchemas,
  type RecordedEvent,
  type StoredEvent,
} from '../../../contract/events.ts';
import { redactText } from '../capture/redactor.ts';
import type { SecretForms } from '../capture/secret-forms.ts';

/**
 * Members that hold what people or targets wrote. Only these are redacted: taking a secret out of an id or a
 * hash would make the event mean something else.
 */
const freeText: ReadonlySet<string> = new Set([
  'reason',
  'text',
  'note',
  'to',
  'channel',
  'openIssues',
  'url',
  'name',
  'proposedBecause',
  'outputs',
  'options',
  'chosen',
  'decidedBy',
  'owner',
  'workaround',
  'reference',
  'decision',
  'resolution',
  'because',
  'lacks',
  'subject',
  'cure',
]);

/** Elsewhere a member of this name is a word of the program. */
const freeOnlyIn: Readonly<Record<string, DraftEvent['type']>> = { what: 'decision.recorded' };

/**
 * A draft fit to be kept for ever: every string is well-formed (the canonical form knows no half characters), no
 * free text holds a secret. `run.created` is the frozen plan and is not redacted.
 */
export function cleanDraft(draft: DraftEvent, forms: SecretForms): DraftEvent {
  const redact = draft.type === 'run.created' || forms.maxLength === 0 ? null : forms;
  const clean = { type: draft.type, data: cleaned(draft.data, { redact, type: draft.type }, false) };
  if (!isDraft(clean)) throw new TypeError(`${draft.type} is no event`);
  return clean;
}

/** Names are typed by people too, and now and then a password is typed where a name should be. */
export function cleanActor(actor: Actor, forms: SecretForms): Actor {
  const { person, role, onBehalfOf, enteredBy } = actor;
  const clean = (text: string) => redactText(forms, text.toWellFormed());
  return {
    ...actor,
    person: clean(person),
    role: role === null ? null : clean(role),
    ...(onBehalfOf === undefined ? {} : { onBehalfOf: clean(onBehalfOf) }),
    ...(enteredBy === undefined ? {} : { enteredBy: clean(enteredBy) }),
  };
}

/**
 * An event on its way into the log or out of it, its data judged by the schema. Throws when it does not fit: going
 * in that is a defect better met here, coming out it is a log this version does not understand.
 */
export function recorded(event: StoredEvent): RecordedEvent {
  if (!isRecorded(event)) {
    throw new Error(`Event ${event.seq} (${event.type}) is not understood by this version of Holdpoint.`);
  }
  return event;
}

function isDraft(value: { readonly type: EventType; readonly data: unknown }): value is DraftEvent {
  return Object.hasOwn(eventSchemas, value.type);
}

function isRecorded(event: StoredEvent): event is RecordedEvent {
  return isEventType(event.type) && eventSchemas[event.type].safeParse(event.data).success;
}

function isEventType(type: string): type is EventType {
  return Object.hasOwn(eventSchemas, type);
}

interface Cleaning {
  readonly redact: SecretForms | null;
  readonly type: DraftEvent['type'];
}

function cleaned(value: unknown, cleaning: Cleaning, isFree: boolean): unknown {
  const { redact, type } = cleaning;
  if (typeof value === 'string') {
    const text = value.toWellFormed();
    return isFree && redact !== null ? redactText(redact, text) : text;
  }
  if (Array.isArray(value)) return value.map((member) => cleaned(member, cleaning, isFree));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.toWellFormed(),
      cleaned(member, cleaning, isFree || freeText.has(name) || freeOnlyIn[name] === type),
    ]),
  );
}
