import type { Actor } from '../../../contract/actor.ts';
import { ok, type Result } from '../../../contract/errors.ts';
import type { DraftEvent } from '../../../contract/events.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { RunState } from '../../domain/run/state.ts';
import type { EngineCommand } from '../../domain/run/types.ts';
import { NO_SECRETS, type SecretForms } from '../capture/secret-forms.ts';
import type { ProbeDesk } from '../probe/probe-desk.ts';
import { StandingProbes } from '../probe/standing-probes.ts';
import { Audience } from './audience.ts';
import { createdJob, freezeRun } from './create-run.ts';
import { probeFault } from './faults.ts';
import { openRunner } from './open-runner.ts';
import { knownToProbe } from './perform-probe.ts';
import type { PerformContext } from './performance.ts';
import { Reporter } from './reporter.ts';
import type { RunDesk } from './run-desk.ts';
import { RunPen } from './run-pen.ts';
import { RunSecretsDesk } from './run-secrets-desk.ts';
import type { RunSight } from './run-sight.ts';
import { RunStates } from './run-states.ts';
import type { Runner } from './runner.ts';
import { ScenarioTime } from './scenario-time.ts';
import { Secrets } from './secrets.ts';
import type { RunServices } from './services.ts';
import { simulatedFile } from './simulated-file.ts';
import { StandIns } from './stand-ins.ts';
import { type Died, takeOver } from './take-over.ts';
import { type WorkspaceJournal, workspaceJournal } from './workspace-journal.ts';
import type { Publication, Written } from './writer.ts';

/** The runs, and the one way to write what belongs to no run. */
export interface RunService extends RunDesk {
  readonly probes: ProbeDesk;
  readonly journal: WorkspaceJournal;
}

export function openRunService(services: RunServices): RunService {
  return new Core(services);
}

/** Ties the parts together: each knows its own trade, and here it is said who tells whom. */
class Core implements RunService {
  readonly #services: RunServices;
  readonly #states: RunStates;
  readonly #time: ScenarioTime;
  readonly #secrets: Secrets;
  readonly #secretsDesk: RunSecretsDesk;
  readonly #audience: Audience;
  readonly #pen: RunPen;
  readonly #reporter: Reporter;
  readonly #runner: Runner;
  readonly #standIns: StandIns;
  readonly probes: StandingProbes;
  readonly journal: WorkspaceJournal;
  readonly #sight: RunSight = {
    state: (runId) => this.state(runId),
    isDriving: (runId) => this.isDriving(runId),
    now: (state) => this.#time.now(state),
    realMsUntil: (state, moment) => this.#time.realMsUntil(state, moment),
  };
  /** Runs created here never died with another core. */
  readonly #own = new Set<RunId>();
  #drivesAll = false;

  constructor(services: RunServices) {
    this.#services = services;
    this.#secrets = new Secrets(services.vault ?? null);
    this.#states = new RunStates(services.events);
    this.#time = new ScenarioTime(services.clock);
    this.#audience = new Audience(services.log);
    this.#pen = this.#openPen();
    this.#reporter = new Reporter({ ...services, submit: (runId, command) => this.engine(runId, command) });
    const context = this.#performContext();
    this.#runner = openRunner(context, this.#sight, (runId) => this.#pen.advance(runId));
    this.#secretsDesk = new RunSecretsDesk({
      ...{ vault: services.vault ?? null, secrets: this.#secrets, state: this.#sight.state },
      driven: () => this.#runner.drivenRuns().flatMap((runId) => this.state(runId) ?? []),
      goOn: (state) => {
        this.#runner.attend(state);
        void this.#pen.advance(state.runId);
      },
    });
    this.journal = workspaceJournal({
      clock: services.clock,
      submit: (job) => this.#pen.submit(job),
      forms: () => services.vault?.guard.forms ?? NO_SECRETS,
      onAppend: (listener) => this.#audience.onJournal(listener),
    });
    this.probes = this.#openProbes(context);
    this.#standIns = this.#openStandIns();
  }

  async create(request: Parameters<RunDesk['create']>[0], actor: Actor): Promise<Result<{ runId: RunId }>> {
    const first = this.#states.createdBy(request.commandId);
    if (first !== null) return ok({ runId: first });
    const frozen = await freezeRun(this.#services, request);
    if (!frozen.ok) return frozen;
    const { runId } = frozen.value;
    const kept = this.#secrets.provide(runId, request.secrets);
    if (!kept.ok) return kept;
    const now = () => this.#services.clock.now();
    const written = await this.#pen.submit(createdJob(frozen.value, { request, actor, now }));
    if (!written.ok) {
      this.#secrets.forget(runId);
      return written;
    }
    const created = this.#states.createdBy(request.commandId) ?? runId;
    if (created !== runId) this.#secrets.forget(runId);
    this.#own.add(created);
    this.#secretsDesk.take(this.state(created));
    if (this.#drivesAll) this.#runner.drive(created);
    return ok({ runId: created });
  }

  command(request: Parameters<RunDesk['command']>[0], actor: Actor): Promise<Written> {
    return this.#pen.command(request, actor);
  }

  engine(runId: RunId, command: EngineCommand): Promise<Written> {
    return this.#pen.engine(runId, command);
  }

  record(runId: RunId, draft: DraftEvent, actor: Actor): Promise<Written> {
    return this.#pen.record(runId, draft, actor);
  }

  provideSecrets(runId: RunId, secrets: Readonly<Record<string, string>>): ReturnType<RunDesk['provideSecrets']> {
    const provided = this.#secretsDesk.provideSecrets(runId, secrets);
    const state = provided.ok ? this.state(runId) : null;
    // Attempts of an earlier core may have waited for them.
    if (state !== null) this.#runner.attend(state);
    return provided;
  }

  lackingOf(runId: RunId): ReturnType<RunDesk['lackingOf']> {
    return this.#secretsDesk.lackingOf(runId);
  }

  waitingForVault(): ReturnType<RunDesk['waitingForVault']> {
    return this.#secretsDesk.waitingForVault();
  }

  secretsOf(runId: RunId): ReturnType<RunDesk['secretsOf']> {
    return this.#secretsDesk.secretsOf(runId);
  }

  formsOf(runId: RunId): SecretForms {
    return this.#secretsDesk.formsOf(runId);
  }

  state(runId: RunId): RunState | null {
    return this.#states.get(runId);
  }

  runIds(): readonly RunId[] {
    return this.#states.ids();
  }

  now(runId: RunId): number {
    const state = this.state(runId);
    return state === null ? this.#services.clock.now() : this.#time.now(state);
  }

  isDriving(runId: RunId): boolean {
    return this.#runner.isDriving(runId);
  }

  onEvents(listener: Parameters<RunDesk['onEvents']>[0]): () => void {
    return this.#audience.onEvents(listener);
  }

  onOutput(listener: Parameters<RunDesk['onOutput']>[0]): () => void {
    return this.#audience.onOutput(listener);
  }

  async drive(runIds: readonly RunId[] | 'all', died: Died = 'hold'): Promise<void> {
    if (runIds === 'all') this.#drivesAll = true;
    this.#pen.watchClock();
    const ids = runIds === 'all' ? this.runIds() : runIds;
    await Promise.all(
      ids.map((runId) =>
        takeOver(runId, this.#own.has(runId) ? 'go-on' : died, {
          ...this.#sight,
          drive: (state) => {
            this.#runner.drive(runId);
            this.#secretsDesk.take(state);
          },
          report: (id, command) => this.#reporter.report(id, command),
          attend: (state) => this.#attend(state),
        }),
      ),
    );
  }

  async stop(graceMs: number): Promise<void> {
    await this.#runner.stop(graceMs);
    this.#halt();
    this.#pen.close();
  }

  #halt(): void {
    this.#standIns.halt();
    this.probes.halt();
    this.#pen.stopWatching();
    this.#runner.halt();
    this.#reporter.stop();
  }

  #openPen(): RunPen {
    return new RunPen({
      ...{ services: this.#services, states: this.#states, sight: this.#sight },
      driven: () => this.#runner.drivenRuns(),
      forms: (runId) => this.#secrets.forms(runId),
      lacksSecrets: (state, stepId) => this.#secretsDesk.lacks(state, stepId),
      onFatal: (failure) => {
        this.#halt();
        this.#services.onFatal(failure);
      },
      publish: (publications) => {
        for (const publication of publications) this.#publish(publication);
      },
    });
  }

  #performContext(): PerformContext {
    return {
      services: this.#services,
      secretsOf: (state) => ({ ...this.#secrets.ofVault(state.runId), ...this.#secrets.of(state.runId) }),
      formsOf: (state) => this.#secrets.forms(state.runId),
      report: (state, command) => this.#reporter.report(state.runId, command),
      live: (output) => this.#audience.show(output),
    };
  }

  #openProbes(context: PerformContext): StandingProbes {
    const { http, shell, clock, log, samples } = this.#services;
    return new StandingProbes({
      ...{ ...this.#sight, http, shell, clock, log, samples },
      knownTo: (state) => knownToProbe(context, state),
      faultOf: (state, probe, target) => probeFault(state.faults, probe, target),
      record: async (runId, changes) => (await this.engine(runId, { type: 'probes-changed', changes })).ok,
    });
  }

  #openStandIns(): StandIns {
    const { clock, engine, ids } = this.#services;
    return new StandIns({
      ...{ ...this.#sight, clock, engine },
      follow: (state) => this.#time.follow(state),
      say: ({ actor, ...saying }) => this.command({ ...saying, commandId: ids.token() }, actor),
      keepFile: (path, actor) => simulatedFile(this.#services, { path, actor, journal: this.journal }),
    });
  }

  /** Listeners first, so that they see the cause before its effects. */
  #publish(publication: Publication): void {
    const { state } = publication;
    if (state !== null) this.#time.follow(state);
    this.#audience.tell(publication);
    if (state !== null) this.#attend(state);
  }

  #attend(state: RunState): void {
    this.#runner.attend(state);
    this.#standIns.attend(state);
    this.probes.attend(state);
  }
}
