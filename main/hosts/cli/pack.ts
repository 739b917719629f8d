import path from 'node:path';
import type { Attribution } from '../../../contract/actor.ts';
import type { Client } from '../../../contract/client.ts';
import { ok, type Result } from '../../../contract/errors.ts';
import { sha256 } from '../../adapters/digest.ts';
import { type DocumentTools, judgeDocument, type StoredChecklist } from '../../domain/plan/index.ts';
import { documentTools, readDocument } from './runbook-file.ts';

/** The tools for a file of a release pack: the checklists it takes items from may lie beside it as KEY.yaml. */
export function toolsBeside(file: string, text: string): DocumentTools {
  return { ...documentTools, stored: { found: checklistsBeside(file, text), keys: null } };
}

/** Before a runbook goes into the workspace, the checklists beside it do: else it would ask for what is not there. */
export async function saveBeside(
  client: Client,
  { file, text, attribution }: { readonly file: string; readonly text: string; readonly attribution: Attribution },
): Promise<Result<null>> {
  for (const { key, text: checklist } of checklistsBeside(file, text)) {
    const fileName = `${key}.yaml`;
    const saved = await client.call('documents.save', { text: checklist, fileName, attribution });
    if (!saved.ok) return saved;
  }
  return ok(null);
}

function checklistsBeside(file: string, text: string): readonly StoredChecklist[] {
  if (!/\bchecklist["']?\s*:/.test(text)) return [];
  const { checklists } = judgeDocument(text, documentTools.resolveWallTime);
  return checklists.flatMap((key): StoredChecklist[] => {
    const found = ['.yaml', '.yml'].map((end) => readDocument(path.join(path.dirname(file), `${key}${end}`)));
    const first = found.find((one) => one.ok);
    if (first === undefined || !first.ok) return [];
    return [{ key, revision: null, sha256: sha256(first.value), text: first.value }];
  });
}
