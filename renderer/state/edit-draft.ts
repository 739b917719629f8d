import { z } from 'zod';
import { spliceSchema } from '../../contract/editing.ts';
import { applySplices, narrowed } from '../../contract/splices.ts';
import type { Surroundings } from './tools.ts';

/** What a person wrote and did not save, as what it changes in a revision: small, and worth nothing without it. */
const draftSchema = z.object({
  revision: z.number().int(),
  sha256: z.string(),
  splices: z.array(spliceSchema),
  at: z.number(),
});
type EditDraft = z.infer<typeof draftSchema>;

export interface DraftBase {
  readonly key: string;
  readonly revision: number;
  readonly sha256: string;
  readonly text: string;
}

const nameOf = (key: string) => `holdpoint.edit.${key}`;

/** False when this browser keeps nothing: then the person must know. */
export function keepDraft({ memory, now }: Surroundings, base: DraftBase, text: string): boolean {
  if (text === base.text) {
    memory.write(nameOf(base.key), '');
    return true;
  }
  const splices = [...narrowed(base.text, text)];
  const draft: EditDraft = { revision: base.revision, sha256: base.sha256, splices, at: now() };
  const written = JSON.stringify(draft);
  memory.write(nameOf(base.key), written);
  return memory.read(nameOf(base.key)) === written;
}

export function readDraft({ memory }: Surroundings, key: string): EditDraft | null {
  const kept = memory.read(nameOf(key));
  if (kept === null || kept === '') return null;
  try {
    return draftSchema.parse(JSON.parse(kept));
  } catch {
    return null;
  }
}

export function dropDraft({ memory }: Surroundings, key: string): void {
  memory.write(nameOf(key), '');
}

export function draftText(draft: EditDraft, baseText: string): string {
  return applySplices(baseText, draft.splices);
}
