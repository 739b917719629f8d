import type { Actor } from '../../../contract/actor.ts';
import type { DraftEvent } from '../../../contract/events.ts';
import type { RunId, StepId } from '../../../contract/ids.ts';
import type { RunState } from '../../domain/run/state.ts';
import type { EngineCommand } from '../../domain/run/types.ts';
import type { SecretForms } from '../capture/secret-forms.ts';
import { ClockWatch } from './clock-watch.ts';
import { commandHash } from './command-hash.ts';
import { type DecisionFacts, engineJob, type PersonRequest, personJob, recordJob } from './run-jobs.ts';
import type { RunSight } from './run-sight.ts';
import type { RunStates } from './run-states.ts';
import type { RunServices } from './services.ts';
import { type WriteJob, Writer, type WriterOptions, type Written } from './writer.ts';

export interface RunPenParts extends Pick<WriterOptions, 'publish' | 'onFatal'> {
  readonly services: RunServices;
  readonly states: RunStates;
  readonly sight: RunSight;
  readonly driven: () => readonly RunId[];
  readonly forms: (runId: RunId) => SecretForms;
  readonly lacksSecrets: (state: RunState, stepId: StepId) => boolean;
}

/** Everything said to runs becomes a job of the one writer here; a jump of the clock is written before anything else. */
export class RunPen {
  readonly #parts: RunPenParts;
  readonly #facts: DecisionFacts;
  readonly #watch: ClockWatch;
  readonly #writer: Writer;

  constructor(parts: RunPenParts) {
    const { services, states, sight, publish, onFatal } = parts;
    const { events: store, clock, digest, log, coreId, engine } = services;
    this.#parts = parts;
    this.#watch = new ClockWatch(clock);
    this.#facts = {
      ...{ coreId, engine, now: sight.now, isDriving: sight.isDriving },
      commandHash: (state, stepId, target) => commandHash(state, { stepId, target }, digest),
      forms: parts.forms,
      lacksSecrets: parts.lacksSecrets,
    };
    this.#writer = new Writer({
      ...{ store, states, clock, digest, log, publish, onFatal },
      before: () => this.#jumpJobs(),
    });
  }

  submit(job: WriteJob): Promise<Written> {
    return this.#writer.submit(job);
  }

  command(request: PersonRequest, actor: Actor): Promise<Written> {
    return this.submit(personJob(request, actor, this.#facts));
  }

  engine(runId: RunId, command: EngineCommand): Promise<Written> {
    return this.submit(engineJob(runId, command, this.#facts));
  }

  record(runId: RunId, draft: DraftEvent, actor: Actor): Promise<Written> {
    return this.submit(recordJob(runId, { draft, actor }, this.#facts));
  }

  /** Tells a run that time has passed; true when that changed anything. */
  async advance(runId: RunId): Promise<boolean> {
    const written = await this.engine(runId, { type: 'advance' });
    return written.ok && written.value.seqs.length > 0;
  }

  /** Looks at the clocks from here on even when nobody writes. */
  watchClock(): void {
    this.#watch.start(() => this.#jumpJobs().forEach((job) => void this.submit(job)));
  }

  stopWatching(): void {
    this.#watch.stop();
  }

  close(): void {
    const message = 'Holdpoint is stopping here and takes nothing more. Send it again when it runs.';
    this.#writer.close({ code: 'refused', message });
  }

  #jumpJobs(): WriteJob[] {
    const jump = this.#watch.look();
    if (jump === null) return [];
    const { services, states, driven } = this.#parts;
    services.log.warn('The clock jumped', { ...jump });
    return driven()
      .filter((runId) => concernsClock(states.get(runId)))
      .map((runId) => engineJob(runId, { type: 'clock-jumped', ...jump }, this.#facts));
  }
}

/** A live run that is going, or whose preflight has an age. */
function concernsClock(state: RunState | null): boolean {
  return state?.mode === 'live' && (state.life === 'running' || state.preflight.last !== null);
}
