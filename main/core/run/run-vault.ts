import type { VaultCondition } from '../../../contract/questions.ts';
import type { SecretGuard } from '../secrets/secret-guard.ts';

/** The vault as the runs see it. */
export interface RunVault {
  readonly guard: Pick<SecretGuard, 'values' | 'onChange' | 'addForLog' | 'forms'>;
  readonly condition: VaultCondition;
  /** null = locked, or no such secret. */
  value(name: string): string | null;
  /** Known by name, also while it is locked. */
  has(name: string): boolean;
  /** A run waits for it. */
  openForRun(): void;
  onChange(listener: () => void): void;
  staysOpenWhile(isNeeded: () => boolean): void;
}

/** Why a step gets no value of these names, and what would help. */
export function lackOfVault(
  vault: RunVault | null,
  names: readonly string[],
): { readonly text: string; readonly unblock: string } {
  const list = names.join(', ');
  switch (vault?.condition ?? 'none') {
    case 'none':
      return {
        text: `It needs ${list} from the vault, and there is no vault.`,
        unblock: `Create the vault and put ${list} into it.`,
      };
    case 'damaged':
      return {
        text: `It needs ${list} from the vault, which cannot be used.`,
        unblock: 'See Secrets for what is wrong with the vault.',
      };
    case 'locked': {
      const unknown = names.filter((name) => vault?.has(name) !== true);
      if (unknown.length > 0) {
        return {
          text: `It needs ${unknown.join(', ')}, which the vault does not hold.`,
          unblock: `Unlock the vault and put ${unknown.join(', ')} into it.`,
        };
      }
      return {
        text: `It needs ${list} from the vault, which is locked. Nothing was sent.`,
        unblock: 'Unlock the vault.',
      };
    }
    case 'unlocked':
      return { text: `It needs ${list}, which the vault does not hold.`, unblock: `Put ${list} into the vault.` };
  }
}
