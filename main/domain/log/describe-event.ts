import {
  type EventOf,
  type EventType,
  eventSchemas,
  type RecordedEvent,
  type StoredEvent,
} from '../../../contract/events.ts';
import type { Plan } from '../../../contract/plan.ts';
import type { LogEntry } from '../../../contract/views.ts';
import { attemptSentences } from './attempt-sentences.ts';
import { chairSentences } from './chair-sentences.ts';
import { checklistSentences } from './checklist-sentences.ts';
import { environmentSentences } from './environment-sentences.ts';
import { personSentences } from './person-sentences.ts';
import { probeSentences } from './probe-sentences.ts';
import { runSentences } from './run-sentences.ts';
import { secretSentences } from './secret-sentences.ts';
import { stepSentences } from './step-sentences.ts';
import { terminalSentences } from './terminal-sentences.ts';
import { type Described, oneLine, type Sentences, voiceOf } from './voice.ts';
import { workspaceSentences } from './workspace-sentences.ts';

/** One sentence for every type of event there is; a new type without one does not compile. */
const sentences: Sentences<EventType> = {
  ...runSentences,
  ...stepSentences,
  ...attemptSentences,
  ...personSentences,
  ...chairSentences,
  ...workspaceSentences,
  ...terminalSentences,
  ...secretSentences,
  ...checklistSentences,
  ...probeSentences,
  ...environmentSentences,
};

/** What the sentences of a journal name: the plan of a run, the items of a pass. */
export interface Named {
  readonly plan: Plan | null;
  /** Id → text. */
  readonly passItems?: ReadonlyMap<string, string>;
}

/** What happened, as a sentence of the trade. Times stand beside it, never in it. Pure. */
export function describeEvent(event: StoredEvent, plan: Plan | null): Described {
  return described(event, { plan });
}

function described(event: StoredEvent, named: Named): Described {
  if (!isRecorded(event)) return { sentence: `${oneLine(event.type)}: written by another version`, tone: 'unknown' };
  return say(event.type, event, named);
}

/** The event as a line of the log, with its sentence. */
export function toLogEntry(event: StoredEvent, plan: Plan | null): LogEntry {
  return logEntry(event, { plan });
}

/** The same for any journal. */
export function logEntry(event: StoredEvent, named: Named): LogEntry {
  return {
    seq: event.seq,
    journalSeq: event.journalSeq,
    type: event.type,
    occurredAt: event.occurredAt,
    recordedAt: event.recordedAt,
    person: event.actor.person,
    role: event.actor.role,
    via: event.actor.via,
    assurance: event.actor.assurance,
    enteredBy: event.actor.enteredBy ?? null,
    stepId: textField(event.data, 'stepId'),
    target: textField(event.data, 'target'),
    ...described(event, named),
    hash: event.hash,
  };
}

/** Is it an event this version knows, with data as it expects? What an older or newer one wrote is shown, not trusted. */
export function isRecorded(event: StoredEvent): event is RecordedEvent {
  return isEventType(event.type) && eventSchemas[event.type].safeParse(event.data).success;
}

function isEventType(type: string): type is EventType {
  return Object.hasOwn(eventSchemas, type);
}

function say<T extends EventType>(type: T, event: EventOf<T>, { plan, passItems }: Named): Described {
  return sentences[type](event, voiceOf(plan, passItems));
}

function textField(data: unknown, name: string): string | null {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, name)) return null;
  const value: unknown = Reflect.get(data, name);
  return typeof value === 'string' ? value : null;
}
