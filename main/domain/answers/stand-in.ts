import type { Answer, AnswersGiven } from '../../../contract/answers.ts';
import type { StepAction } from '../../../contract/commands.ts';
import type { StepDetail } from '../../../contract/step-detail.ts';
import { nextAct } from './next-act.ts';

/** A step of a rehearsal as those see it who are spoken for. */
export interface Scene {
  readonly detail: StepDetail;
  /** Who the plan names for the step: responsible, or the supplier. */
  readonly responsible: Speaker;
  /** Named people who may approve this gate now, in the plan's order. */
  readonly approvers: readonly Speaker[];
  /** Somebody who has not ticked this item yet and may be its second pair of eyes; null = the plan names nobody. */
  readonly freshEyes: (itemId: string) => Speaker | null;
  /** Who started the rehearsal: says Go, unless an answer names somebody else. */
  readonly chair: string;
  readonly plannedMs: number;
  /** When the step's time began to run; null = it has not. */
  readonly since: number | null;
  /** When a lag that keeps it from completing ends; 0 = there is none. */
  readonly completableAt: number;
  /** When the step's deadline ends. */
  readonly due: number | null;
  readonly now: number;
}

export interface Speaker {
  readonly person: string;
  readonly role: string | null;
}

/** What somebody who is spoken for does at a step. */
export type StandIn =
  | { readonly kind: 'act'; readonly act: StepAction; readonly by: Speaker }
  /** A file is evidence; its path is a word of the answer, nobody reads it in a rehearsal. */
  | { readonly kind: 'file'; readonly evidenceId: string; readonly path: string; readonly by: Speaker }
  /** They are at it; the next word comes at this moment of the scenario. */
  | {
      readonly kind: 'later';
      readonly at: number;
      readonly next: { readonly act: StepAction; readonly by: Speaker } | null;
    }
  /** A person has to be asked after all; why, as a sentence. */
  | { readonly kind: 'stuck'; readonly why: string }
  /** Nobody is spoken for here, or nothing is to be said now. */
  | { readonly kind: 'nothing' };

const nothing: StandIn = { kind: 'nothing' };
const SIMULATED = 'SIMULATED';

/** States in which somebody may be waited for. What has failed or is unknown is for a person alone to decide. */
const asking: readonly string[] = ['ready', 'awaiting-human', 'awaiting-approval', 'awaiting-supplier', 'running'];
/** The word that ends a piece of work: it is said when the planned time is over, not before. */
const lastWords: readonly StepAction['action'][] = ['done', 'failed', 'sent', 'approve', 'reject'];

/** The next thing said at this step by those who are spoken for. Pure; one at a time, as each changes what is allowed. */
export function standIn(scene: Scene, answers: AnswersGiven): StandIn {
  const { detail } = scene;
  if (!asking.includes(detail.step.state)) return nothing;
  const answer = answerFor(scene, answers);
  if (answer === null) return nothing;
  const second = secondTick(scene, answer, answers);
  if (second !== null) return second;
  const next = nextAct(detail, answer);
  const by = speakerOf(scene, answer);
  switch (next.kind) {
    case 'nothing':
      return nothing;
    case 'stuck':
      return scene.completableAt > scene.now ? { kind: 'later', at: scene.completableAt, next: null } : next;
    case 'attach-file':
      return { kind: 'file', evidenceId: next.evidenceId, path: next.path, by };
    case 'act':
      return timed(scene, { kind: 'act', act: next.act, by });
  }
}

/**
 * Where the plan speaks for everybody, the second pair of eyes is spoken for, too: by the next person the plan names,
 * and by nobody in particular when it names nobody else. A file speaks for whom it names alone.
 */
function secondTick(
  { detail, freshEyes }: Scene,
  { items, outcome }: Answer,
  { others }: AnswersGiven,
): StandIn | null {
  const isTickable = detail.allowedActions.some(({ action, allowed }) => action === 'tick' && allowed);
  if (others !== 'as-planned' || outcome !== 'done' || !isTickable) return null;
  const half = detail.items.find(
    ({ id, ticked, ticks }) => ticked === null && ticks.length > 0 && (items?.includes(id) ?? true),
  );
  if (half === undefined) return null;
  const by = freshEyes(half.id) ?? { person: 'Second person', role: half.responsible };
  return { kind: 'act', act: { action: 'tick', itemId: half.id, note: SIMULATED }, by };
}

function timed(scene: Scene, said: Extract<StandIn, { kind: 'act' }>): StandIn {
  const at = lastWords.includes(said.act.action) ? endOf(scene) : 0;
  return at > scene.now ? { kind: 'later', at, next: { act: said.act, by: said.by } } : said;
}

/** Planned time after the begin, or a little before the deadline when that comes first. */
function endOf({ since, due, plannedMs }: Scene): number {
  if (since === null) return 0;
  const planned = since + plannedMs;
  return Math.round(due === null ? planned : Math.min(planned, since + (due - since) * 0.9));
}

function answerFor(scene: Scene, { given, others }: AnswersGiven): Answer | null {
  const { step } = scene.detail;
  if (Object.hasOwn(given, step.id)) return given[step.id] ?? null;
  if (isHuman(scene)) return others === 'as-planned' ? asPlanned(scene) : null;
  return others === 'ask' ? null : { outcome: 'done' };
}

/** What the plan expects of its people: all done, all met, every approval that the plan lets somebody give. */
function asPlanned({ detail }: Scene): Answer {
  const given = new Set(detail.evidence.map((one) => one.evidenceId));
  const demands = detail.evidenceDemands.filter((demand) => demand.required && !given.has(demand.id));
  const evidence = Object.fromEntries(demands.map((demand) => [demand.id, simulatedEvidence[demand.type]]));
  return { outcome: 'done', approve: true, evidence };
}

const simulatedEvidence = {
  text: SIMULATED,
  number: '0',
  link: 'https://simulated.invalid/',
  file: 'simulated.txt',
} as const satisfies Record<StepDetail['evidenceDemands'][number]['type'], string>;

function speakerOf(scene: Scene, answer: Answer): Speaker {
  const named = answer.by === undefined ? speakerByPlan(scene) : { person: answer.by, role: null };
  return answer.role === undefined ? named : { ...named, role: answer.role };
}

function speakerByPlan(scene: Scene): Speaker {
  if (!isHuman(scene)) return { person: scene.chair, role: null };
  const isApproving = scene.detail.step.kind === 'gate';
  return (isApproving ? scene.approvers[0] : undefined) ?? scene.responsible;
}

function isHuman({ detail }: Scene): boolean {
  return ['manual', 'checklist', 'gate', 'message'].includes(detail.step.kind);
}
