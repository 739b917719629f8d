import type { AnswersOrder } from '../../contract/answers.ts';
import type { Problem } from '../../contract/errors.ts';
import { runRoute } from './route.ts';
import type { SliceTools } from './tools.ts';

export interface RehearsalOrder {
  readonly key: string;
  readonly revision: number;
  readonly inputs: Readonly<Record<string, string>>;
  readonly speed: number;
  /** As the command line writes them: `STEP[:TARGET]=exit N|timeout|drop`. */
  readonly faults: readonly string[];
  /** Null = everybody answers by hand. */
  readonly answers: AnswersOrder | null;
}

type RehearsalPhase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting'; readonly key: string }
  | { readonly kind: 'refused'; readonly key: string; readonly problem: Problem };

export interface RehearsalSlice {
  readonly rehearsal: RehearsalPhase;
  /** Creates the rehearsal, starts it and goes there. */
  startRehearsal(order: RehearsalOrder): Promise<void>;
}

export function rehearsalSlice({ client, set, get, surroundings }: SliceTools): RehearsalSlice {
  return {
    rehearsal: { kind: 'idle' },
    async startRehearsal({ key, revision, inputs, speed, faults, answers }) {
      set({ rehearsal: { kind: 'starting', key } });
      const attribution = get().attribution();
      const created = await client.call('runs.create', {
        ...{ key, revision, mode: 'rehearsal', inputs: { ...inputs }, speed, faults: [...faults], attribution },
        ...(answers === null ? {} : { answers }),
        commandId: surroundings.newId(),
      });
      if (!created.ok) {
        set({ rehearsal: { kind: 'refused', key, problem: created.problem } });
        return;
      }
      const { runId } = created.value;
      set({ rehearsal: { kind: 'idle' } });
      get().navigate(runRoute(runId));
      const command = { type: 'start' as const };
      const started = await client.call('runs.command', {
        ...{ runId, command, attribution },
        commandId: surroundings.newId(),
      });
      if (!started.ok) get().tellProblem('The rehearsal was created but did not start', started.problem);
    },
  };
}
