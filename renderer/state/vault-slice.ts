import type { Problem } from '../../contract/errors.ts';
import type { OperationInput, OperationName } from '../../contract/operations.ts';
import type { VaultView } from '../../contract/secrets.ts';
import type { SliceTools } from './tools.ts';

type VaultDeed = Exclude<Extract<OperationName, `secrets.${string}`>, 'secrets.status'>;

/** The vault as the core tells it: names, never values. */
export interface VaultSlice {
  /** null until it was asked for. */
  readonly vault: VaultView | null;
  readonly vaultProblem: Problem | null;
  lookAtVault(): Promise<void>;
  /** null = done; else why not. */
  doInVault<N extends VaultDeed>(operation: N, input: OperationInput<N>): Promise<Problem | null>;
}

export function vaultSlice({ client, set, get }: SliceTools): VaultSlice {
  return {
    vault: null,
    vaultProblem: null,
    lookAtVault: look,
    async doInVault(operation, input) {
      const answer = await client.call(operation, { ...input, attribution: get().attribution() });
      await look();
      return answer.ok ? null : answer.problem;
    },
  };

  async function look(): Promise<void> {
    const answer = await client.call('secrets.status', {});
    set(answer.ok ? { vault: answer.value, vaultProblem: null } : { vaultProblem: answer.problem });
  }
}
