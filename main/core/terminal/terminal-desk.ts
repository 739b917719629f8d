import type { Actor } from '../../../contract/actor.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { DraftEvent } from '../../../contract/events.ts';
import { type RunId, runIdSchema } from '../../../contract/ids.ts';
import type { OperationRequest } from '../../../contract/operations.ts';
import type { SshTarget } from '../../../contract/plan.ts';
import type { Recording, TerminalView } from '../../../contract/terminals.ts';
import { isEnded, type RunState } from '../../domain/run/state.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { RecordingStore } from '../ports/recording-store.ts';
import type { TerminalMessage, Terminals } from '../ports/terminals.ts';
import type { RunDesk } from '../run/run-desk.ts';
import { Recorder } from './recorder.ts';
import { TerminalSession } from './terminal-session.ts';

export const MOST_OPEN_TERMINALS = 16;
export const IDLE_MS = 15 * 60_000;
/** A page that comes back in this time still finds what a terminal showed last. */
const REMEMBERED_MS = 10 * 60_000;

export interface TerminalDeskParts {
  readonly desk: Pick<RunDesk, 'state' | 'record' | 'formsOf'>;
  readonly shell: Terminals;
  readonly recordings: RecordingStore;
  readonly journal: {
    append(drafts: readonly DraftEvent[], by: { readonly actor: Actor }): Promise<Result<{ seqs: number[] }>>;
  };
  readonly clock: Clock;
  readonly log: Log;
  readonly coreId: string;
  readonly engine: Actor;
  /** Left out = `IDLE_MS`. */
  readonly idleMs?: number;
}

type OpenRequest = OperationRequest<'terminal.open'>;

/** The terminals of this core: opened by people for a reason, recorded, and closed on the record. */
export class TerminalDesk {
  readonly #parts: TerminalDeskParts;
  readonly #sessions = new Map<string, TerminalSession>();
  readonly #ending = new Set<Promise<void>>();
  #opening = 0;
  /** Names given to terminals whose intent is being written. */
  readonly #taken = new Set<string>();
  #isClosed = false;

  constructor(parts: TerminalDeskParts) {
    this.#parts = parts;
  }

  session(terminalId: string): TerminalSession | null {
    return this.#sessions.get(terminalId) ?? null;
  }

  /** Open ones first, then newest first. One that no core holds any more is told as closed. */
  list(runId: RunId): Result<TerminalView[]> {
    const state = this.#parts.desk.state(runId);
    if (state === null) return failed('not-found', `There is no run ${runId}.`);
    const views = state.terminals.map((one) =>
      one.closed === null && !this.#isOpen(one.terminalId) ? lost(one) : one,
    );
    return ok(
      views.sort(
        (left, right) =>
          Number(left.closed !== null) - Number(right.closed !== null) || right.openedSeq - left.openedSeq,
      ),
    );
  }

  async open(request: OpenRequest, actor: Actor): Promise<Result<{ terminalId: string }>> {
    const { runId } = request;
    const state = this.#parts.desk.state(runId);
    if (state === null) return failed('not-found', `There is no run ${runId}.`);
    const target = hostOf(state, request);
    if (!target.ok) return target;
    if (this.#openCount() >= MOST_OPEN_TERMINALS) {
      return failed('refused', `${MOST_OPEN_TERMINALS} terminals are open. Close one of them first.`);
    }
    this.#opening += 1;
    try {
      return await this.#openRecorded(request, { actor, target: target.value, state });
    } finally {
      this.#opening -= 1;
    }
  }

  /** Terminals of a core that died: what was kept of them is theirs, and the log says that it is not all. */
  async recover(): Promise<void> {
    for (const terminalId of this.#parts.recordings.leftovers()) {
      const runId = runIdSchema.safeParse(terminalId.split('.t')[0]);
      const state = runId.success ? this.#parts.desk.state(runId.data) : null;
      const view = state?.terminals.find((one) => one.terminalId === terminalId);
      if (!runId.success || view === undefined || view.closed !== null) continue;
      const recording = await this.#keep(
        terminalId,
        view.target,
        'what was shown in the last moments before Holdpoint ended',
      );
      const { target, stepId } = view;
      const durationMs = Math.max(0, this.#parts.clock.now() - view.openedAt);
      const reason = 'Holdpoint ended while it was open: the target ended its shell.';
      const data = { terminalId, target, stepId, reason, exitCode: null, durationMs, recording };
      await this.#parts.desk.record(runId.data, { type: 'terminal.closed', data }, this.#parts.engine);
    }
  }

  /** Ends all of them, on the record. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const session of this.#sessions.values()) session.close();
    const patience = Promise.withResolvers<void>();
    const cancel = this.#parts.clock.after(4_000, () => patience.resolve());
    const open = () => [...this.#sessions.values()].filter((session) => session.view.state !== 'closed');
    while (open().length > 0 || this.#ending.size > 0) {
      const step = Promise.race([
        ...this.#ending,
        new Promise<void>((resolve) => this.#parts.clock.after(50, resolve)),
      ]);
      const isOver = await Promise.race([step.then(() => false), patience.promise.then(() => true)]);
      if (isOver) break;
    }
    cancel();
  }

  #isOpen(terminalId: string): boolean {
    const session = this.#sessions.get(terminalId);
    return session !== undefined;
  }

  #openCount(): number {
    return [...this.#sessions.values()].filter((session) => session.view.state !== 'closed').length + this.#opening;
  }

  async #openRecorded(
    request: OpenRequest,
    { actor, target, state }: { readonly actor: Actor; readonly target: SshTarget; readonly state: RunState },
  ): Promise<Result<{ terminalId: string }>> {
    const { runId, reason, columns, rows } = request;
    const stepId = request.stepId ?? null;
    const terminalId = this.#freeName(state);
    const { coreId, desk } = this.#parts;
    const data = { terminalId, target: target.name, stepId, reason, coreId };
    this.#taken.add(terminalId);
    const written = await desk
      .record(runId, { type: 'terminal.opened', data }, actor)
      .finally(() => this.#taken.delete(terminalId));
    if (!written.ok) return written;
    if (this.#isClosed) return failed('refused', 'Holdpoint is stopping here.');
    const session = new TerminalSession({
      ...{ terminalId, runId, stepId, size: { columns, rows } },
      target: target.name,
      clock: this.#parts.clock,
      idleMs: this.#parts.idleMs ?? IDLE_MS,
      recorder: new Recorder({
        ...{ id: terminalId, columns, rows, store: this.#parts.recordings, clock: this.#parts.clock },
        forms: () => desk.formsOf(runId),
        title: `${target.name}: ${reason}`,
      }),
      begin: (receive) => this.#parts.shell.openTerminal({ target, columns, rows }, receive),
      ended: (ended, end) => this.#end(ended, end),
    });
    this.#sessions.set(terminalId, session);
    return ok({ terminalId });
  }

  /** A name of its own for good: recording and log hang on it. */
  #freeName({ runId, terminals }: RunState): string {
    const isUsed = (name: string) => this.#taken.has(name) || terminals.some((one) => one.terminalId === name);
    let number = terminals.length + 1;
    while (isUsed(`${runId}.t${number}`)) number += 1;
    return `${runId}.t${number}`;
  }

  #end(session: TerminalSession, end: Extract<TerminalMessage, { kind: 'closed' }>): void {
    const ending = this.#recordEnd(session, end).catch((defect: unknown) => {
      this.#parts.log.error('The end of a terminal could not be recorded', { defect: String(defect) });
    });
    this.#ending.add(ending);
    void ending.finally(() => this.#ending.delete(ending));
    const { terminalId } = session.parts;
    this.#parts.clock.after(REMEMBERED_MS, () => this.#sessions.delete(terminalId));
  }

  async #recordEnd(session: TerminalSession, end: Extract<TerminalMessage, { kind: 'closed' }>): Promise<void> {
    const { terminalId, runId, target, stepId, recorder } = session.parts;
    const durationMs = session.durationMs;
    const kept = recorder.end();
    const recording = kept === null ? null : await this.#stored(kept, target, recorder.gap);
    const { reason, exitCode } = end;
    const data = { terminalId, target, stepId, reason, exitCode, durationMs, recording };
    const written = await this.#parts.desk.record(runId, { type: 'terminal.closed', data }, this.#parts.engine);
    if (!written.ok)
      this.#parts.log.warn('The end of a terminal was not taken', { terminalId, because: written.problem.message });
  }

  async #keep(terminalId: string, target: string, gap: string): Promise<Recording | null> {
    const kept = this.#parts.recordings.commit(terminalId);
    return kept === null ? null : this.#stored(kept, target, gap);
  }

  async #stored(
    kept: { readonly sha256: string; readonly bytes: number },
    target: string,
    gap: string | null,
  ): Promise<Recording> {
    const data = { ...kept, name: `terminal-${target}.cast`, mediaType: 'application/x-asciicast' };
    const written = await this.#parts.journal.append([{ type: 'attachment.stored', data }], {
      actor: this.#parts.engine,
    });
    if (!written.ok) this.#parts.log.warn('A recording has no entry of its own', { because: written.problem.message });
    return { ...kept, complete: gap === null, gap };
  }
}

function hostOf(state: RunState, { target: name }: OpenRequest): Result<SshTarget> {
  if (state.mode === 'rehearsal') {
    return failed('refused', 'A rehearsal touches no host: there is nothing a terminal could be opened on.');
  }
  if (isEnded(state)) return failed('refused', `Run ${state.runId} is over: no terminal is opened in it any more.`);
  const target = state.plan.targets.find((candidate) => candidate.name === name);
  if (target === undefined) return failed('not-found', `The run has no target ${name}.`);
  if (target.kind === 'ssh') return ok(target);
  return failed('refused', `${name} is an HTTP service: a terminal needs a target of kind ssh.`);
}

function lost(view: TerminalView): TerminalView {
  const reason = 'Holdpoint ended while it was open: the target ended its shell.';
  return { ...view, closed: { at: view.openedAt, reason, durationMs: 0, recording: null, seq: view.openedSeq } };
}
