import type { Actor } from '../../../contract/actor.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { DraftEvent } from '../../../contract/events.ts';
import { type RunId, WORKSPACE_JOURNAL } from '../../../contract/ids.ts';
import { isEnded, type RunState } from '../../domain/run/state.ts';
import type { EngineCommand } from '../../domain/run/types.ts';
import { redactText } from '../capture/redactor.ts';
import { NO_SECRETS, type SecretForms } from '../capture/secret-forms.ts';
import type { ProbeDesk } from '../probe/probe-desk.ts';
import { StandingProbes } from '../probe/standing-probes.ts';
import { ClockWatch } from './clock-watch.ts';
import { commandHash } from './command-hash.ts';
import { createdJob, freezeRun } from './create-run.ts';
import { cleanActor, cleanDraft } from './event-data.ts';
import { probeFault } from './faults.ts';
import { perform } from './perform.ts';
import { knownToProbe } from './perform-probe.ts';
import { attempted, attemptFinished, endedWithout, type PerformContext } from './performance.ts';
import { Reporter } from './reporter.ts';
import type { LiveOutput, RunDesk } from './run-desk.ts';
import { type DecisionFacts, engineJob, personJob, recordJob } from './run-jobs.ts';
import { RunStates } from './run-states.ts';
import { RunVaultDesk } from './run-vault-desk.ts';
import { Runner } from './runner.ts';
import { ScenarioTime } from './scenario-time.ts';
import { Secrets } from './secrets.ts';
import type { RunServices } from './services.ts';
import { simulatedFile } from './simulated-file.ts';
import { StandIns } from './stand-ins.ts';
import { type Publication, type WriteJob, Writer, type Written } from './writer.ts';

/** The runs, and the one way to write what belongs to no run. */
export interface RunService extends RunDesk {
  readonly probes: ProbeDesk;
  /** The workspace's own journal: document.saved, host-key.trusted, core.started … through the same queue. */
  readonly journal: WorkspaceJournal;
}

export interface WorkspaceJournal {
  /** Durable when it answers. Another journal than the workspace's is named: a checklist pass has its own. */
  append(drafts: readonly DraftEvent[], by: Authorship, journalId?: string): Promise<Written>;
  /** Called after each append of this core. */
  onAppend(listener: () => void): () => void;
}

export interface Authorship {
  readonly actor: Actor;
  readonly commandId?: string;
  /** When it happened, if not now (UTC ms). */
  readonly at?: number;
}

export function openRunService(services: RunServices): RunService {
  return new Core(services);
}

class Core implements RunService {
  readonly #services: RunServices;
  readonly #states: RunStates;
  readonly #time: ScenarioTime;
  readonly #secrets: Secrets;
  readonly #runVault: RunVaultDesk;
  readonly #watch: ClockWatch;
  readonly #writer: Writer;
  readonly #reporter: Reporter;
  readonly #runner: Runner;
  readonly #facts: DecisionFacts;
  readonly #standIns: StandIns;
  readonly probes: StandingProbes;
  readonly #eventListeners = new Set<Parameters<RunDesk['onEvents']>[0]>();
  readonly #journalListeners = new Set<() => void>();
  readonly #outputListeners = new Set<(output: LiveOutput) => void>();
  readonly journal: WorkspaceJournal = {
    append: (drafts, by, journalId = WORKSPACE_JOURNAL) => this.#appendTo(journalId, drafts, by),
    onAppend: (listener) => {
      this.#journalListeners.add(listener);
      return () => this.#journalListeners.delete(listener);
    },
  };
  /** Runs created here never died with another core. */
  readonly #own = new Set<RunId>();
  #drivesAll = false;

  constructor(services: RunServices) {
    this.#services = services;
    this.#secrets = new Secrets(services.vault ?? null);
    this.#states = new RunStates(services.events);
    this.#time = new ScenarioTime(services.clock);
    this.#watch = new ClockWatch(services.clock);
    this.#writer = this.#openWriter();
    this.#reporter = new Reporter({ ...services, submit: (runId, command) => this.engine(runId, command) });
    this.#runner = this.#openRunner();
    this.#facts = {
      coreId: services.coreId,
      engine: services.engine,
      now: (state) => this.#time.now(state),
      isDriving: (runId) => this.#runner.isDriving(runId),
      commandHash: (state, stepId, target) => commandHash(state, { stepId, target }, services.digest),
      forms: (runId) => this.#secrets.forms(runId),
      lacksSecrets: (state, stepId) => this.#runVault.lacks(state, stepId),
    };
    this.#runVault = new RunVaultDesk({
      vault: services.vault ?? null,
      secrets: this.#secrets,
      driven: () => this.#runner.drivenRuns().flatMap((runId) => this.state(runId) ?? []),
      goOn: (state) => {
        this.#runner.attend(state);
        void this.engine(state.runId, { type: 'advance' });
      },
    });
    this.probes = this.#openProbes();
    this.#standIns = new StandIns({
      ...{ clock: services.clock, engine: services.engine },
      isDriving: (runId) => this.#runner.isDriving(runId),
      state: (runId) => this.state(runId),
      now: (state) => this.#time.now(state),
      realMsUntil: (state, moment) => this.#time.realMsUntil(state, moment),
      follow: (state) => this.#time.follow(state),
      say: ({ actor, ...saying }) => this.command({ ...saying, commandId: services.ids.token() }, actor),
      keepFile: (path, actor) => simulatedFile(services, { path, actor, journal: this.journal }),
    });
  }

  async create(request: Parameters<RunDesk['create']>[0], actor: Actor): Promise<Result<{ runId: RunId }>> {
    const first = this.#runOfCommand(request.commandId);
    if (first !== null) return ok({ runId: first });
    const frozen = await freezeRun(this.#services, request);
    if (!frozen.ok) return frozen;
    const { runId } = frozen.value;
    const kept = this.#secrets.provide(runId, request.secrets);
    if (!kept.ok) return kept;
    const now = () => this.#services.clock.now();
    const written = await this.#writer.submit(createdJob(frozen.value, { request, actor, now }));
    if (!written.ok) {
      this.#secrets.forget(runId);
      return written;
    }
    const created = this.#runOfCommand(request.commandId) ?? runId;
    if (created !== runId) this.#secrets.forget(runId);
    this.#own.add(created);
    this.#runVault.take(this.state(created));
    if (this.#drivesAll) this.#runner.drive(created);
    return ok({ runId: created });
  }

  command(request: Parameters<RunDesk['command']>[0], actor: Actor): Promise<Written> {
    return this.#writer.submit(personJob(request, actor, this.#facts));
  }

  engine(runId: RunId, command: EngineCommand): Promise<Written> {
    return this.#writer.submit(engineJob(runId, command, this.#facts));
  }

  #appendTo(journalId: string, drafts: readonly DraftEvent[], by: Authorship): Promise<Written> {
    return this.#writer.submit({
      journalId,
      commandId: by.commandId ?? null,
      decide: () => {
        const now = this.#services.clock.now();
        const occurredAt = Math.min(by.at ?? now, now);
        const forms = this.#services.vault?.guard.forms ?? NO_SECRETS;
        const actor = cleanActor(by.actor, forms);
        return ok(drafts.map((draft) => ({ draft: cleanDraft(draft, forms), actor, occurredAt })));
      },
    });
  }

  provideSecrets(runId: RunId, secrets: Readonly<Record<string, string>>): ReturnType<RunDesk['provideSecrets']> {
    const state = this.state(runId);
    if (state === null) return failed('not-found', `There is no run ${runId}.`);
    const unknown = Object.keys(secrets).filter((name) => !state.secretNames.includes(name));
    if (unknown.length > 0) return failed('invalid-input', `The run has no secret named ${unknown.join(', ')}.`);
    const kept = this.#secrets.provide(runId, secrets);
    if (!kept.ok) return kept;
    // Attempts of an earlier core may have waited for them.
    this.#runner.attend(state);
    return ok({
      missing: this.#secrets.missing(runId, state.secretNames),
      fromVault: this.#secrets.missingOfVault(state),
    });
  }

  lackingOf(runId: RunId): ReturnType<RunDesk['lackingOf']> {
    return this.#runVault.lackingOf(this.state(runId));
  }

  waitingForVault(): ReturnType<RunDesk['waitingForVault']> {
    return this.#runVault.waiting();
  }

  secretsOf(runId: RunId): ReturnType<RunDesk['secretsOf']> {
    const missing = this.#secrets.missing(runId, this.state(runId)?.secretNames ?? []);
    return { missing, redact: (text) => redactText(this.#secrets.forms(runId), text) };
  }

  formsOf(runId: RunId): SecretForms {
    return this.#secrets.forms(runId);
  }

  record(runId: RunId, draft: DraftEvent, actor: Actor): Promise<Written> {
    return this.#writer.submit(recordJob(runId, { draft, actor }, this.#facts));
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
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  onOutput(listener: (output: LiveOutput) => void): () => void {
    this.#outputListeners.add(listener);
    return () => this.#outputListeners.delete(listener);
  }

  async drive(runIds: readonly RunId[] | 'all', died: 'hold' | 'go-on' = 'hold'): Promise<void> {
    if (runIds === 'all') this.#drivesAll = true;
    this.#watch.start(() => this.#jumpJobs().forEach((job) => void this.#writer.submit(job)));
    const ids = runIds === 'all' ? this.runIds() : runIds;
    await Promise.all(ids.map((runId) => this.#takeOver(runId, died)));
  }

  async stop(graceMs: number): Promise<void> {
    await this.#runner.stop(graceMs);
    this.#halt();
    const message = 'Holdpoint is stopping here and takes nothing more. Send it again when it runs.';
    this.#writer.close({ code: 'refused', message });
  }

  #halt(): void {
    this.#standIns.halt();
    this.probes.halt();
    this.#watch.stop();
    this.#runner.halt();
    this.#reporter.stop();
  }

  #openWriter(): Writer {
    const { events: store, clock, digest, log, onFatal } = this.#services;
    return new Writer({
      store,
      clock,
      digest,
      log,
      onFatal: (failure) => {
        this.#halt();
        onFatal(failure);
      },
      states: this.#states,
      before: () => this.#jumpJobs(),
      publish: (publications) => this.#publish(publications),
    });
  }

  #openProbes(): StandingProbes {
    const { http, shell, clock, log, samples } = this.#services;
    return new StandingProbes({
      ...{ http, shell, clock, log, samples },
      state: (runId) => this.state(runId),
      isDriving: (runId) => this.#runner.isDriving(runId),
      now: (state) => this.#time.now(state),
      realMsUntil: (state, moment) => this.#time.realMsUntil(state, moment),
      knownTo: (state) => knownToProbe(this.#context(), state),
      faultOf: (state, probe, target) => probeFault(state.faults, probe, target),
      record: async (runId, changes) => (await this.engine(runId, { type: 'probes-changed', changes })).ok,
    });
  }

  #openRunner(): Runner {
    const { clock, log, coreId } = this.#services;
    const context = this.#context();
    return new Runner({
      clock,
      log,
      coreId,
      begin: (state, effect) => perform(context, state, effect),
      neverBegun: (state, effect) => {
        const work = attempted(state, effect);
        // Of an attempt of another core nobody here knows whether it was sent.
        if (work.attempt?.coreId !== coreId || work.attempt.isReopened) return;
        const ending = endedWithout('cancelled', 'The run was aborted before anything was sent.');
        void context.report(state, attemptFinished(work, ending, {}));
      },
      endUnrecorded: (state, effect) => {
        const reason = 'It was performed, but how it ended could not be recorded.';
        void context.report(
          state,
          attemptFinished(attempted(state, effect), endedWithout('indeterminate', reason), {}),
        );
      },
      state: (runId) => this.state(runId),
      now: (state) => this.#time.now(state),
      realMsUntil: (state, moment) => this.#time.realMsUntil(state, moment),
      advance: async (runId) => {
        const written = await this.engine(runId, { type: 'advance' });
        return written.ok && written.value.seqs.length > 0;
      },
    });
  }

  #context(): PerformContext {
    return {
      services: this.#services,
      secretsOf: (state) => ({ ...this.#secrets.ofVault(state.runId), ...this.#secrets.of(state.runId) }),
      formsOf: (state) => this.#secrets.forms(state.runId),
      report: (state, command) => this.#reporter.report(state.runId, command),
      live: (output) => {
        for (const listener of this.#outputListeners) this.#safely(() => listener(output));
      },
    };
  }

  /** Listeners first, so that they see the cause before its effects. */
  #publish(publications: readonly Publication[]): void {
    for (const { events, state } of publications) {
      if (state === null) {
        for (const listener of this.#journalListeners) this.#safely(listener);
        continue;
      }
      this.#time.follow(state);
      for (const listener of this.#eventListeners) this.#safely(() => listener(state.runId, events, state));
      this.#runner.attend(state);
      this.#standIns.attend(state);
      this.probes.attend(state);
    }
  }

  #safely(call: () => void): void {
    try {
      call();
    } catch (defect) {
      this.#services.log.error('A listener of the core failed', { defect: String(defect) });
    }
  }

  /** A run that was going when another core ended is held, as a rule: whether to go on is for a person to say. */
  async #takeOver(runId: RunId, died: 'hold' | 'go-on'): Promise<void> {
    const found = this.state(runId);
    if (found === null || isEnded(found) || this.#runner.isDriving(runId)) return;
    this.#runner.drive(runId);
    this.#runVault.take(found);
    if (died === 'hold' && found.life === 'running' && !this.#own.has(runId) && !isHeldUntilResumed(found)) {
      const reason = 'Holdpoint was restarted while the run was going.';
      await this.#reporter.report(runId, { type: 'engine-hold', cause: 'core-restarted', reason });
    }
    const state = this.state(runId);
    if (state === null) return;
    this.#runner.attend(state);
    this.#standIns.attend(state);
    this.probes.attend(state);
  }

  #jumpJobs(): WriteJob[] {
    const jump = this.#watch.look();
    if (jump === null) return [];
    this.#services.log.warn('The clock jumped', { ...jump });
    return this.#runner
      .drivenRuns()
      .filter((runId) => {
        const state = this.state(runId);
        return state?.mode === 'live' && (state.life === 'running' || state.preflight.last !== null);
      })
      .map((runId) => engineJob(runId, { type: 'clock-jumped', ...jump }, this.#facts));
  }

  /** EventStore has no way from a sequence number to its journal; creations are few and recent ones come first. */
  #runOfCommand(commandId: string): RunId | null {
    const seq = this.#services.events.eventsOfCommand(commandId)[0];
    if (seq === undefined) return null;
    const isThere = (runId: RunId) => this.#services.events.readJournal(runId, seq - 1, 1)[0]?.seq === seq;
    return this.runIds().find(isThere) ?? null;
  }
}

function isHeldUntilResumed(state: RunState): boolean {
  return state.held.some((hold) => hold.cause !== 'step-failed' && hold.cause !== 'step-indeterminate');
}
