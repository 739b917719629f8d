import { vaultNamesOf } from '../../domain/plan/vault-references.ts';
import type { CoreParts } from '../handlers/core-parts.ts';
import type { Start } from './ask-preflight.ts';

/** What this start needs of the vault, and how the vault is. A rehearsal sends nothing and needs none. */
export function withVault<S extends Omit<Start, 'redact'>>({ vault }: Pick<CoreParts, 'vault'>, start: S): S {
  if (start.mode !== 'live') return start;
  const { secretsGiven, secretsMissing } = start.inputs;
  const needed = vaultNamesOf(start.plan, [...secretsGiven, ...secretsMissing]);
  if (needed.length === 0) return start;
  const known = vault.names();
  const facts = { condition: vault.condition, needed, absent: needed.filter((name) => !known.includes(name)) };
  return { ...start, inputs: { ...start.inputs, vault: facts } };
}
