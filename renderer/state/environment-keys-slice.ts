import type { Problem } from '../../contract/errors.ts';
import type { HostKeyState } from '../../contract/workspace-views.ts';
import { unknownKeys } from './start-questions.ts';
import type { SliceTools } from './tools.ts';

/** The host keys of an environment's targets: asked for, looked at, accepted as shown. */
export interface EnvironmentKeysSlice {
  /** null = nobody has asked. */
  readonly environmentKeys: readonly HostKeyState[] | null;
  readonly environmentKeysProblem: Problem | null;
  scanEnvironmentKeys(key: string): Promise<void>;
  acceptEnvironmentKeys(key: string): Promise<void>;
}

export function environmentKeysSlice({ client, set, get }: SliceTools): EnvironmentKeysSlice {
  return {
    environmentKeys: null,
    environmentKeysProblem: null,
    async scanEnvironmentKeys(key) {
      set({ environmentKeys: [], environmentKeysProblem: null });
      const answer = await client.call('hostkeys.scan', { key });
      if (answer.ok) set({ environmentKeys: answer.value });
      else set({ environmentKeys: null, environmentKeysProblem: answer.problem });
    },
    async acceptEnvironmentKeys(key) {
      const keys = unknownKeys(get().environmentKeys ?? []);
      const answer = await client.call('hostkeys.trust', { keys, how: 'person', attribution: get().attribution() });
      if (!answer.ok) {
        set({ environmentKeysProblem: answer.problem });
        return;
      }
      set({ environmentKeys: null, environmentKeysProblem: null });
      await get().checkEnvironment(key);
    },
  };
}
