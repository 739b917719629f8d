import { z } from 'zod';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { VaultEdit, VaultSignature } from '../../core/ports/vault.ts';
import { padded, type Sealed, seal, unseal } from './vault-cipher.ts';
import type { StoredEntry, VaultBody } from './vault-format.ts';

const MOST_ENTRIES = 2000;
const LONGEST_HISTORY = 50;
const plainSchema = z.array(z.string());

interface Pen extends VaultSignature {
  readonly key: Buffer;
}

/** The vault after one edit; refused with what would be right instead. */
export function edited(body: VaultBody, edit: VaultEdit, pen: Pen): Result<VaultBody> {
  const entry = body.entries.find(({ name }) => name === edit.name);
  if (edit.what === 'set') return entry === undefined ? added(body, edit, pen) : taken(edit.name);
  if (entry === undefined) return failed('not-found', `The vault has no secret ${edit.name}.`);
  const others = body.entries.filter((one) => one !== entry);
  if (edit.what === 'removed') return ok({ ...body, entries: others });
  const changed = changedEntry(body, entry, { edit, pen });
  return changed.ok ? ok({ ...body, entries: inOrder([...others, changed.value]) }) : changed;
}

function added(body: VaultBody, edit: Extract<VaultEdit, { what: 'set' }>, pen: Pen): Result<VaultBody> {
  if (body.entries.length >= MOST_ENTRIES) {
    return failed('too-large', `The vault holds ${MOST_ENTRIES} secrets, which is as many as it takes.`);
  }
  const { by, at } = pen;
  const made: StoredEntry = {
    ...{ name: edit.name, kind: edit.kind, createdAt: at, createdBy: by, rotatedAt: null, rotatedBy: null },
    history: [{ at, by, what: 'set' }],
    value: sealedValue(edit.values, { body, name: edit.name, key: pen.key }),
    previous: null,
  };
  return ok({ ...body, entries: inOrder([...body.entries, made]) });
}

function taken(name: string): Result<never> {
  return failed(
    'conflict',
    `The vault has a secret ${name} already. Rotate it: then the value before is kept until the new one is confirmed.`,
  );
}

function changedEntry(
  body: VaultBody,
  entry: StoredEntry,
  { edit, pen }: { edit: Exclude<VaultEdit, { what: 'set' }>; pen: Pen },
): Result<StoredEntry> {
  const { by, at } = pen;
  switch (edit.what) {
    case 'rotated': {
      if (entry.previous !== null && entry.kind === 'secret') {
        return failed(
          'refused',
          `${entry.name} was rotated before and nobody said yet which value works. Confirm the new one or go back to the one before, then rotate.`,
        );
      }
      const value = sealedValue(edit.values, { body, name: entry.name, key: pen.key });
      // What was typed for a question replaces an answer that was wrong: there is nothing to go back to.
      const previous = entry.kind === 'secret' ? entry.value : null;
      return ok({
        ...entry,
        value,
        previous,
        rotatedAt: at,
        rotatedBy: by,
        history: noted(entry, { at, by, what: 'rotated' }),
      });
    }
    case 'confirmed':
      if (entry.previous === null) return failed('refused', `${entry.name} has no earlier value.`);
      return ok({ ...entry, previous: null, history: noted(entry, { at, by, what: 'confirmed' }) });
    case 'reverted':
      if (entry.previous === null) return failed('refused', `${entry.name} has no earlier value to go back to.`);
      return ok({
        ...entry,
        value: entry.previous,
        previous: null,
        history: noted(entry, { at, by, what: 'reverted' }),
      });
    case 'removed':
      return ok(entry);
  }
}

export function valuesOf(
  entry: StoredEntry,
  key: Buffer,
  vaultId: string,
): { readonly values: readonly string[]; readonly previous: readonly string[] | null } | null {
  const values = opened(entry.value, key, contextOf(vaultId, entry.name));
  const previous = entry.previous === null ? null : opened(entry.previous, key, contextOf(vaultId, entry.name));
  return values === null ? null : { values, previous };
}

/** Every value under another key, or none. */
export function reencrypted(body: VaultBody, from: Buffer, to: Buffer): Result<StoredEntry[]> {
  const entries: StoredEntry[] = [];
  for (const entry of body.entries) {
    const plain = valuesOf(entry, from, body.vaultId);
    if (plain === null) return failed('refused', `The value of ${entry.name} cannot be read. Nothing was changed.`);
    const place = { body, name: entry.name, key: to };
    const previous = plain.previous === null ? null : sealedValue(plain.previous, place);
    entries.push({ ...entry, value: sealedValue(plain.values, place), previous });
  }
  return ok(entries);
}

function sealedValue(values: readonly string[], place: { body: VaultBody; name: string; key: Buffer }): Sealed {
  const plain = padded(values);
  const sealed = seal(place.key, plain, contextOf(place.body.vaultId, place.name));
  plain.fill(0);
  return sealed;
}

function opened(sealed: Sealed, key: Buffer, context: string): readonly string[] | null {
  const plain = unseal(key, sealed, context);
  if (plain === null) return null;
  const parsed = plainSchema.safeParse(JSON.parse(plain.toString('utf8')));
  plain.fill(0);
  return parsed.success ? parsed.data : null;
}

function contextOf(vaultId: string, name: string): string {
  return `holdpoint-vault/1 value ${vaultId} ${name}`;
}

function noted(entry: StoredEntry, happening: StoredEntry['history'][number]): StoredEntry['history'] {
  return [...entry.history, happening].slice(-LONGEST_HISTORY);
}

function inOrder(entries: readonly StoredEntry[]): StoredEntry[] {
  return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
