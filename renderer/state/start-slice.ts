import type { Problem } from '../../contract/errors.ts';
import type { OperationInput } from '../../contract/operations.ts';
import type { HostKeyState } from '../../contract/workspace-views.ts';
import { runRoute } from './route.ts';
import type { SliceTools } from './tools.ts';

type StartOrder = Pick<OperationInput<'runs.create'>, 'mode' | 'inputs' | 'secrets' | 'forks' | 'speed'> & {
  readonly key: string;
  readonly revision: number;
  readonly t0?: 'window' | 'now';
};

/** The way from a runbook to a running run. Live goes by the host keys; a rehearsal touches no host. */
export type StartPhase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'scanning' }
  | { readonly kind: 'keys'; readonly keys: readonly HostKeyState[]; readonly problem: Problem | null }
  | { readonly kind: 'starting' }
  | { readonly kind: 'refused'; readonly problem: Problem };

export interface StartSlice {
  readonly start: StartPhase;
  resetStart(): void;
  scanHostKeys(key: string): Promise<void>;
  trustHostKeys(key: string): Promise<void>;
  /** Creates the run and says Start. A refused start leaves the draft open to look at. */
  startRun(order: StartOrder): Promise<void>;
}

export function startSlice({ client, set, get, surroundings }: SliceTools): StartSlice {
  return {
    start: { kind: 'idle' },
    resetStart() {
      set({ start: { kind: 'idle' } });
    },
    scanHostKeys: scan,
    async trustHostKeys(key) {
      const { start } = get();
      if (start.kind !== 'keys') return;
      const keys = unknownKeys(start.keys);
      set({ start: { kind: 'scanning' } });
      const answer = await client.call('hostkeys.trust', { keys, how: 'person', attribution: get().attribution() });
      if (answer.ok) await scan(key);
      else set({ start: { ...start, problem: answer.problem } });
    },
    async startRun({ t0, ...order }) {
      set({ start: { kind: 'starting' } });
      const attribution = get().attribution();
      const created = await client.call('runs.create', { ...order, attribution, commandId: surroundings.newId() });
      if (!created.ok) {
        set({ start: { kind: 'refused', problem: created.problem } });
        return;
      }
      const { runId } = created.value;
      get().navigate(runRoute(runId));
      const started = await client.call('runs.command', {
        runId,
        command: { type: 'start', ...(t0 === undefined ? {} : { t0 }) },
        commandId: surroundings.newId(),
        attribution,
      });
      set({ start: { kind: 'idle' } });
      if (!started.ok) get().tellProblem('The run was created but did not start', started.problem);
    },
  };

  async function scan(key: string): Promise<void> {
    set({ start: { kind: 'scanning' } });
    const answer = await client.call('hostkeys.scan', { key });
    if (answer.ok) set({ start: { kind: 'keys', keys: answer.value, problem: null } });
    else set({ start: { kind: 'refused', problem: answer.problem } });
  }
}

export function unknownKeys(keys: readonly HostKeyState[]) {
  return keys.flatMap(({ state, host, port, keyType, fingerprint }) =>
    state === 'unknown' && keyType !== null && fingerprint !== null ? [{ host, port, keyType, fingerprint }] : [],
  );
}
