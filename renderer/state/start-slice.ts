import type { Problem } from '../../contract/errors.ts';
import type { RunId } from '../../contract/ids.ts';
import type { OperationInput } from '../../contract/operations.ts';
import type { Preflight } from '../../contract/preflight.ts';
import type { HostKeyState } from '../../contract/workspace-views.ts';
import { runRoute } from './route.ts';
import { startQuestions, unknownKeys } from './start-questions.ts';
import type { SliceTools } from './tools.ts';

export type StartOrder = Pick<
  OperationInput<'runs.create'>,
  'mode' | 'inputs' | 'secrets' | 'forks' | 'speed' | 'faults'
> & {
  readonly key: string;
  readonly revision: number;
  readonly t0?: 'window' | 'now';
  /** Why to start in spite of the preflight. */
  readonly accept?: string;
};

/** What is to be started: a runbook with the values of the form, or a run that waits for its start. */
export type StartSubject =
  | ({ readonly kind: 'runbook'; readonly key: string } & Pick<
      OperationInput<'runbooks.preflight'>,
      'inputs' | 'secrets'
    >)
  | { readonly kind: 'run'; readonly runId: RunId };

/** The way from a plan to a running run. Live goes by the preflight; a rehearsal touches no host. */
export type StartPhase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking'; readonly since: number }
  | {
      readonly kind: 'checked';
      readonly preflight: Preflight;
      /** Asked for only when some key is not good. */
      readonly keys: readonly HostKeyState[];
      /** Why the keys were not accepted. */
      readonly problem: Problem | null;
    }
  | { readonly kind: 'starting' }
  | { readonly kind: 'refused'; readonly problem: Problem };

export function subjectName(
  subject: Pick<Extract<StartSubject, { kind: 'runbook' }>, 'kind' | 'key'> | Extract<StartSubject, { kind: 'run' }>,
): string {
  return subject.kind === 'run' ? `run ${subject.runId}` : `runbook ${subject.key}`;
}

export interface StartSlice {
  readonly start: StartPhase;
  /** Whose start `start` is about, as `subjectName` has it. */
  readonly startOf: string | null;
  /** What was typed for the inputs of the runbook on the screen; never a secret. */
  readonly startInputs: Readonly<Record<string, string>>;
  /** Other values are another start: what was checked before does not count for it. */
  setStartInput(name: string, value: string): void;
  forgetStartInputs(): void;
  resetStart(): void;
  /** Asks every target and lists what is not good; shown keys are asked for only when some are not. */
  checkStart(subject: StartSubject): Promise<void>;
  /** Accepts all unknown keys as they were shown, and asks again. */
  trustHostKeys(subject: StartSubject): Promise<void>;
  /** Creates the run, has its preflight recorded and says Start. A refused start leaves the draft open to look at. */
  startRun(order: StartOrder): Promise<void>;
}

export function startSlice(tools: SliceTools): StartSlice {
  const { client, set, get, surroundings } = tools;
  const { preflightOf, checked } = startQuestions(tools);
  /** Answers to a question that was given up, or asked anew since, are not listened to. */
  let turn = 0;

  return {
    start: { kind: 'idle' },
    startOf: null,
    startInputs: {},
    setStartInput(name, value) {
      set((state) => ({ startInputs: { ...state.startInputs, [name]: value } }));
      if (get().start.kind !== 'idle' && get().start.kind !== 'starting') get().resetStart();
    },
    forgetStartInputs() {
      set({ startInputs: {} });
    },
    resetStart() {
      turn += 1;
      set({ start: { kind: 'idle' } });
    },
    checkStart: check,
    async trustHostKeys(subject) {
      const { start } = get();
      if (start.kind !== 'checked') return;
      const keys = unknownKeys(start.keys);
      const mine = ask(subject);
      const answer = await client.call('hostkeys.trust', { keys, how: 'person', attribution: get().attribution() });
      if (mine !== turn) return;
      if (answer.ok) await check(subject);
      else set({ start: { ...start, problem: answer.problem } });
    },
    async startRun({ t0, accept, ...order }) {
      const mine = ++turn;
      set({ start: { kind: 'starting' }, startOf: subjectName({ kind: 'runbook', key: order.key }) });
      const asWho = { attribution: get().attribution() };
      const created = await client.call('runs.create', { ...order, ...asWho, commandId: surroundings.newId() });
      if (!created.ok) {
        if (mine === turn) set({ start: { kind: 'refused', problem: created.problem } });
        return;
      }
      const { runId } = created.value;
      const refused = order.mode === 'live' ? await refusal(runId, accept) : null;
      get().navigate(runRoute(runId));
      set({ start: refused ?? { kind: 'idle' }, startOf: subjectName({ kind: 'run', runId }) });
      if (refused !== null) return get().openPanel('start');
      const said = {
        ...(t0 === undefined ? {} : { t0 }),
        ...(accept === undefined ? {} : { acceptPreflight: accept }),
      };
      const command = { type: 'start', ...said } as const;
      const started = await client.call('runs.command', { runId, command, ...asWho, commandId: surroundings.newId() });
      if (!started.ok) get().tellProblem('The run was created but did not start', started.problem);
    },
  };

  function ask(subject: StartSubject): number {
    turn += 1;
    set({ start: { kind: 'asking', since: surroundings.now() }, startOf: subjectName(subject) });
    return turn;
  }

  async function check(subject: StartSubject): Promise<void> {
    const mine = ask(subject);
    const asked = await preflightOf(subject);
    const phase: StartPhase = asked.ok
      ? await checked(subject, asked.value)
      : { kind: 'refused', problem: asked.problem };
    if (mine === turn) set({ start: phase });
  }

  /** By the recorded preflight of the run itself; null = it may start. */
  async function refusal(runId: RunId, accept: string | undefined): Promise<StartPhase | null> {
    const subject = { kind: 'run', runId } as const;
    const asked = await preflightOf(subject);
    if (!asked.ok) return { kind: 'refused', problem: asked.problem };
    return asked.value.verdict === 'red' && accept === undefined ? checked(subject, asked.value) : null;
  }
}
