import type { Actor } from '../../../contract/actor.ts';
import type { EventOf, EventType } from '../../../contract/events.ts';
import type { Plan, PlanStep } from '../../../contract/plan.ts';
import type { LogEntry } from '../../../contract/views.ts';
import { pairedClock } from './site-time.ts';

export type Tone = LogEntry['tone'];

/** An event in words: one sentence without times (they stand beside it), and how it should sound. */
export interface Described {
  readonly sentence: string;
  readonly tone: Tone;
}

/** A table row of sentences; spread over several files, put together exhaustively in `describe-event.ts`. */
export type Sentences<T extends EventType> = {
  readonly [K in T]: (event: EventOf<K>, voice: Voice) => Described;
};

/** How things of one run are called in its sentences. */
export interface Voice {
  /** Work is called by its id, what people do by its title in quotation marks: titles may be whole sentences. */
  step(stepId: string): string;
  title(stepId: string): string;
  itemText(stepId: string, itemId: string): string;
  /** Of a pass over a stored checklist. */
  passItem(itemId: string): string;
  evidenceText(stepId: string, evidenceId: string): string;
  targetCount(stepId: string): number;
  /** A time that is spoken of, in the runbook's zone and UTC. When something happened stands beside the sentence. */
  clock(at: number): string;
}

const automatedKinds: readonly string[] = ['ssh', 'http', 'upload', 'connector', 'probe'];

export function voiceOf(plan: Plan | null, passItems: ReadonlyMap<string, string> = new Map()): Voice {
  const find = (stepId: string): PlanStep | null => (plan === null ? null : (stepsOf(plan).get(stepId) ?? null));
  return {
    step: (stepId) => {
      const step = find(stepId);
      return step === null || automatedKinds.includes(step.kind) ? stepId : `“${oneLine(step.title)}”`;
    },
    title: (stepId) => oneLine(find(stepId)?.title ?? stepId),
    itemText: (stepId, itemId) => oneLine(labelOf(find(stepId), itemId) ?? itemId),
    passItem: (itemId) => oneLine(passItems.get(itemId) ?? itemId),
    evidenceText: (stepId, evidenceId) =>
      oneLine(find(stepId)?.evidence.find((demand) => demand.id === evidenceId)?.text ?? evidenceId),
    targetCount: (stepId) => {
      const action = find(stepId)?.action;
      return action !== undefined && 'targets' in action ? action.targets.length : 0;
    },
    clock: (at) => pairedClock(plan?.timezone ?? 'UTC', at),
  };
}

const stepsByPlan = new WeakMap<Plan, ReadonlyMap<string, PlanStep>>();

/** A log of 100,000 events asks for the same few thousand steps; the index lives as long as its plan. */
function stepsOf(plan: Plan): ReadonlyMap<string, PlanStep> {
  const known = stepsByPlan.get(plan);
  if (known !== undefined) return known;
  const made = new Map(plan.steps.map((step) => [step.id as string, step]));
  stepsByPlan.set(plan, made);
  return made;
}

function labelOf(step: PlanStep | null, id: string): string | undefined {
  if (step?.action.kind === 'checklist') return step.action.items.find((item) => item.id === id)?.text;
  if (step?.action.kind === 'gate') return step.action.criteria.find((criterion) => criterion.id === id)?.text;
  return undefined;
}

/** Said or typed here is the rule; every other way is said with it. */
const ways: Readonly<Record<Actor['via'], string>> = {
  desk: '',
  engine: '',
  phone: ' by phone',
  chat: ' by chat',
  page: ' by page',
  pack: ' by the answers given',
  api: '',
};

/** `Anna (Release manager, stated by phone, entered by kim)`, or null when the software itself acted. */
export function personText(actor: Actor): string | null {
  if (actor.via === 'engine') return null;
  const behalf = actor.onBehalfOf === undefined ? '' : ` for ${oneLine(actor.onBehalfOf)}`;
  // A role that speaks for itself is said once.
  const role = actor.role === null || actor.role === actor.person ? '' : `${oneLine(actor.role)}, `;
  const typed = actor.enteredBy === undefined ? '' : `, entered by ${oneLine(actor.enteredBy)}`;
  return `${oneLine(actor.person)}${behalf} (${role}${actor.assurance}${ways[actor.via]}${typed})`;
}

/** Active with a person, passive without: `Anna (stated) started drain` or `drain started`. */
export function whoDid(actor: Actor, active: string, passive: string): string {
  const person = personText(actor);
  return person === null ? passive : `${person} ${active}`;
}

export function toneOf(actor: Actor, otherwise: Tone): Tone {
  return actor.via === 'engine' ? otherwise : 'person';
}

/** `: reason`, or nothing. */
export function because(reason: string | null | undefined): string {
  const text = reason === null || reason === undefined ? '' : oneLine(reason);
  return text === '' ? '' : `: ${text}`;
}

/** Text from outside as part of a sentence: one line, and no control character that could drive a terminal. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, ' ').trim();
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `web-01, web-02 and 3 more`. */
export function someOf(names: readonly string[], most = 5): string {
  if (names.length <= most + 1) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
