import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Attribution } from '../../../contract/actor.ts';
import type { Answer } from '../../../contract/answers.ts';
import type { Client } from '../../../contract/client.ts';
import type { StepAction } from '../../../contract/commands.ts';
import { failed, type Result } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { RunHeader, StepView } from '../../../contract/views.ts';
import { nextAct } from '../../domain/answers/next-act.ts';
import type { Answers } from './answers.ts';
import type { LiveRun } from './live-run.ts';
import { sendCommand } from './run-choice.ts';
import { uploadFile } from './upload.ts';

/** How a drive ended. The words and the exit code are the caller's. */
export type DriveEnd =
  | { readonly kind: 'ended'; readonly header: RunHeader }
  /** Nothing goes on by itself any more; `stuck` = why an answer did not help, by step. */
  | { readonly kind: 'resting'; readonly header: RunHeader; readonly stuck: ReadonlyMap<string, string> }
  | { readonly kind: 'interrupted'; readonly header: RunHeader }
  /** The other process, whose core drove the run, is gone. */
  | { readonly kind: 'lost'; readonly header: RunHeader };

export interface DriveOrder {
  readonly client: Client;
  readonly runId: RunId;
  readonly live: LiveRun;
  /** The newest event of the command that began it: a view older than it says nothing yet. */
  readonly afterSeq: number;
  /** Go to every step that asks, and close a finished run with the proposed code. */
  readonly go: boolean;
  readonly answers: Answers;
  /** The caller, for what `go` decides. */
  readonly caller: Attribution;
  readonly isInterrupted: () => boolean;
  readonly isLost: () => boolean;
  /** Another process drives the run: who is interrupted leaves it to its work. */
  readonly isElsewhere: boolean;
  /** Something a person should read, e.g. why an act was refused. */
  readonly say: (text: string) => void;
}

/** How often to look even when nothing changed: a start time may have come that only the clock announces. */
const LOOK_AGAIN_MS = 2000;
const humanKinds: readonly string[] = ['manual', 'checklist', 'gate', 'message'];
const movingStates: readonly string[] = ['running', 'verifying', 'soaking'];
const askingStates: readonly string[] = [
  'ready',
  'awaiting-human',
  'awaiting-approval',
  'awaiting-supplier',
  'running',
];

/**
 * Says what `--go` and the answers say, follows the run, and returns when it has ended or nothing goes on without a
 * person. Over the `Client` alone: it never starts anything itself.
 */
export async function driveRun(order: DriveOrder): Promise<DriveEnd> {
  const drive = new Drive(order);
  for (;;) {
    const { header, steps } = order.live;
    if (isOver(header)) return { kind: 'ended', header };
    if (order.isLost()) return { kind: 'lost', header };
    const isCurrent = header.lastSeq >= drive.lastSeq;
    if (isCurrent && order.isInterrupted()) {
      if (order.isElsewhere || !steps.some(isAtWork)) return { kind: 'interrupted', header };
    } else if (isCurrent) {
      const acted = await drive.actOnce();
      if (acted) continue;
      if (isResting(header, steps)) return { kind: 'resting', header, stuck: drive.stuck };
    }
    await order.live.changed(LOOK_AGAIN_MS);
  }
}

export function isOver(header: RunHeader): boolean {
  return ['completed', 'backed-out', 'aborted', 'cancelled'].includes(header.life);
}

/** Work that goes on without us: a person's own work does too, but nobody waits for its end here. */
function isMoving(step: StepView): boolean {
  return movingStates.includes(step.state) && !humanKinds.includes(step.kind);
}

/** Work on targets, which an interrupted command awaits; time that passes needs nobody to watch it. */
export function isAtWork(step: StepView): boolean {
  return isMoving(step) && step.kind !== 'wait' && !isHeldBack(step);
}

/** Begun, with targets still to come and nothing in work on any: a held run starts them when it is resumed. */
function isHeldBack({ kind, targets }: StepView): boolean {
  return kind !== 'wait' && targets.total > 0 && targets.running === 0 && targets.unknown === 0;
}

/** Nothing is at work and nothing will start by itself: only a person can bring it on. */
function isResting(header: RunHeader, steps: readonly StepView[]): boolean {
  const isHeld = header.held.length > 0;
  if (header.life === 'aborting' || steps.some((step) => isMoving(step) && !(isHeld && isHeldBack(step)))) return false;
  if (isSpokenFor(header)) return header.held.length > 0 || (header.speed > 1 && header.pace === 1);
  return header.held.length > 0 || !steps.some((step) => step.state === 'scheduled' || isAboutToStart(step));
}

/**
 * The core speaks for everybody in this rehearsal. Only a rehearsal that is faster than a person tells by its pace that
 * it waits for one after all.
 */
function isSpokenFor(header: RunHeader): boolean {
  return header.answers?.others === 'as-planned' && header.life === 'running';
}

/** Ready, and nothing is asked of anybody: the engine starts it in a moment. */
function isAboutToStart(step: StepView): boolean {
  return step.state === 'ready' && step.need === null;
}

class Drive {
  /** The newest event our own commands made: a view older than it is not judged. */
  lastSeq: number;
  readonly stuck = new Map<string, string>();
  readonly #order: DriveOrder;
  /** Steps at the state they were tried in: what was refused is not said again until something changes. */
  readonly #tried = new Map<string, number>();

  constructor(order: DriveOrder) {
    this.#order = order;
    this.lastSeq = order.afterSeq;
  }

  /** Sends what can be sent now; true when something was. */
  async actOnce(): Promise<boolean> {
    const { live, go, answers } = this.#order;
    let acted = false;
    for (const step of live.steps) {
      if (!askingStates.includes(step.state) || this.#tried.get(step.id) === step.changedSeq) continue;
      const answer = answers.of(step.id);
      if (answer !== null) acted = (await this.#answer(step, answer)) || acted;
      else if (go && step.state === 'ready' && step.need !== null) acted = (await this.#go(step)) || acted;
      if (this.#order.isInterrupted()) return acted;
    }
    return acted || this.#close();
  }

  async #go(step: StepView): Promise<boolean> {
    this.#tried.set(step.id, step.changedSeq);
    const sent = await this.#send(step, { action: 'go' }, { by: this.#order.caller, basedOn: step.changedSeq });
    return sent;
  }

  async #answer(step: StepView, answer: Answer): Promise<boolean> {
    const { client, runId, answers } = this.#order;
    const detail = await client.call('runs.step', { runId, stepId: step.id });
    if (!detail.ok) return this.#isStuck(step, detail.problem.message);
    const next = nextAct(detail.value, answer);
    const by = attributionOf(answer, this.#order.caller);
    const basedOn = detail.value.step.changedSeq;
    switch (next.kind) {
      case 'act':
        return this.#send(step, next.act, { by, basedOn });
      case 'attach-file': {
        const value = await uploaded(client, path.resolve(answers.folder, next.path), by);
        if (!value.ok) return this.#isStuck(step, value.problem.message);
        return this.#send(step, { action: 'attach', evidenceId: next.evidenceId, value: value.value }, { by, basedOn });
      }
      case 'stuck':
        return this.#isStuck(step, next.why);
      case 'nothing':
        this.#tried.set(step.id, step.changedSeq);
        return false;
    }
  }

  async #send(
    step: StepView,
    act: StepAction,
    { by, basedOn }: { by: Attribution; basedOn: number },
  ): Promise<boolean> {
    const { client, runId } = this.#order;
    const command = { type: 'act' as const, stepId: step.id, act };
    const sent = await sendCommand(client, { runId, command, attribution: by, basedOn });
    if (sent.ok) {
      this.stuck.delete(step.id);
      this.lastSeq = Math.max(this.lastSeq, ...sent.value.seqs);
      return true;
    }
    // Somebody else was faster: the next view says what is left to do.
    if (sent.problem.code === 'stale') return false;
    return this.#isStuck(step, sent.problem.message);
  }

  #isStuck(step: StepView, why: string): false {
    this.#tried.set(step.id, step.changedSeq);
    if (this.stuck.get(step.id) !== why) this.#order.say(`${step.id}: ${why}`);
    this.stuck.set(step.id, why);
    return false;
  }

  async #close(): Promise<boolean> {
    const { client, runId, live, go, caller, say } = this.#order;
    const { proposedClosure } = live.header;
    if (!go || proposedClosure === null || this.#tried.get('') === live.header.lastSeq) return false;
    this.#tried.set('', live.header.lastSeq);
    const sent = await sendCommand(client, { runId, command: { type: 'close' }, attribution: caller });
    if (sent.ok) this.lastSeq = Math.max(this.lastSeq, ...sent.value.seqs);
    else say(sent.problem.message);
    return sent.ok;
  }
}

function attributionOf(answer: Answer, caller: Attribution): Attribution {
  return {
    ...(answer.by === undefined ? caller : { by: answer.by }),
    via: 'pack',
    ...(answer.role === undefined ? {} : { role: answer.role }),
  };
}

async function uploaded(client: Client, file: string, by: Attribution) {
  try {
    return await uploadFile(client, { name: path.basename(file), bytes: await readFile(file), by });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed('not-found', `The evidence ${file} cannot be read: ${why}`) satisfies Result<never>;
  }
}
