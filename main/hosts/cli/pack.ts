import path from 'node:path';
import type { Attribution } from '../../../contract/actor.ts';
import type { Client } from '../../../contract/client.ts';
import { ok, type Result } from '../../../contract/errors.ts';
import { sha256 } from '../../adapters/digest.ts';
import {
  type DocumentTools,
  judgeDocument,
  type StoredChecklists,
  type StoredDocument,
} from '../../domain/plan/index.ts';
import { documentTools, readDocument } from './runbook-file.ts';

/** The tools for a file of a release pack: its environment and the checklists it takes items from lie beside it as KEY.yaml. */
export function toolsBeside(file: string, text: string): DocumentTools {
  return { ...documentTools, stored: beside(file, text) };
}

/** Before a runbook goes into the workspace, what lies beside it does: else it would ask for what is not there. */
export async function saveBeside(
  client: Client,
  { file, text, attribution }: { readonly file: string; readonly text: string; readonly attribution: Attribution },
): Promise<Result<null>> {
  const { found, environments } = beside(file, text);
  for (const document of [...(environments?.found ?? []), ...found]) {
    const fileName = `${document.key}.yaml`;
    const saved = await client.call('documents.save', { text: document.text, fileName, attribution });
    if (!saved.ok) return saved;
  }
  return ok(null);
}

function beside(file: string, text: string): StoredChecklists {
  if (!/\b(checklist|environment)["']?\s*:/.test(text)) return { found: [], keys: null };
  const { checklists, runbook } = judgeDocument(text, documentTools.resolveWallTime);
  const environment = runbook?.runbook.environment;
  return {
    found: documentsBeside(file, checklists),
    keys: null,
    ...(environment === undefined ? {} : { environments: { found: documentsBeside(file, [environment]), keys: null } }),
  };
}

function documentsBeside(file: string, keys: readonly string[]): readonly StoredDocument[] {
  return keys.filter(isFileName).flatMap((key): StoredDocument[] => {
    const found = ['.yaml', '.yml'].map((end) => readDocument(path.join(path.dirname(file), `${key}${end}`)));
    const first = found.find((one) => one.ok);
    if (first === undefined || !first.ok) return [];
    return [{ key, revision: null, sha256: sha256(first.value), text: first.value }];
  });
}

/** A key written by somebody is no way out of the folder. */
function isFileName(key: string): boolean {
  return /^[a-z][a-z0-9.-]*$/.test(key);
}
