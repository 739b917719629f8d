import type { VaultView } from '../../../contract/secrets.ts';
import { commandName } from './command-name.ts';

/** The vault as text: what it is, then one line a secret. Never a value: there is none in it. */
export function vaultLines(vault: VaultView, now: number): readonly string[] {
  if (vault.condition === 'none') {
    const trouble = vault.keychainTrouble === null ? [] : [vault.keychainTrouble];
    const next = `There is no vault in this workspace. Make one: ${commandName()} secrets create`;
    return [next, ...trouble, ...unknownLines(vault)];
  }
  if (vault.condition === 'damaged') return [vault.trouble ?? 'The vault cannot be used.'];
  const opens = vault.key === 'keychain' ? 'its key is in the keychain' : 'a passphrase opens it';
  return [
    `The vault is ${vault.condition}; ${opens}. ${lockText(vault, now)}`.trimEnd(),
    ...vault.entries.map((entry) => entryLine(entry)),
    ...unknownLines(vault),
  ];
}

function lockText({ lockAfterMinutes, locksAt, isNeeded, condition }: VaultView, now: number): string {
  if (lockAfterMinutes === null) return 'It does not lock by itself.';
  if (condition !== 'unlocked') return '';
  if (isNeeded) return 'An open run needs it, so it stays unlocked.';
  return locksAt === null
    ? ''
    : `It locks in ${Math.max(1, Math.ceil((locksAt - now) / 60_000))} min unless it is used.`;
}

function entryLine({
  name,
  kind,
  createdAt,
  createdBy,
  rotatedAt,
  rotatedBy,
  hasPrevious,
  usedBy,
}: VaultView['entries'][number]): string {
  const since =
    rotatedAt === null ? `set ${day(createdAt)} by ${createdBy}` : `rotated ${day(rotatedAt)} by ${rotatedBy ?? '?'}`;
  const open = hasPrevious ? '  (the value before is kept: confirm or revert)' : '';
  const used =
    kind === 'answer'
      ? 'answers a question'
      : usedBy.length === 0
        ? 'used by no stored runbook'
        : `used by ${usedBy.map(({ key }) => key).join(', ')}`;
  return `  ${name}  ${since}  ${used}${open}`;
}

function unknownLines({ unknown }: VaultView): readonly string[] {
  return unknown.map(({ name, usedBy }) => `  ${name}  MISSING: named by ${usedBy.map(({ key }) => key).join(', ')}`);
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
