import path from 'node:path';
import type { Artifact } from '../../../contract/artifacts.ts';
import type { Plan } from '../../../contract/plan.ts';
import type { Preview } from '../../../contract/workspace-views.ts';
import { payloadFiles, shelvedPath } from '../../adapters/files/payload-files.ts';
import { PayloadDesk, type PayloadParts } from '../../core/payload/payload-desk.ts';
import { lackingPayloads } from '../../core/payload/preview-payloads.ts';
import type { Call } from './command-line.ts';

export interface Uploads {
  readonly plan: Plan;
  /** What cannot be sent stands as its step's refusal. */
  readonly told: (preview: Preview) => Preview;
}

/** The plan with what its uploads would send now: files from beside the runbook, artifacts from the workspace if there is one. */
export async function withUploads(
  call: Call,
  {
    plan,
    values,
    file,
  }: { readonly plan: Plan; readonly values: Readonly<Record<string, string>>; readonly file: string },
): Promise<Uploads> {
  const sources = plan.steps.flatMap(({ action }) => (action.kind === 'upload' ? [action.source.kind] : []));
  if (sources.length === 0) return { plan, told: (preview) => preview };
  const workspaceDir = call.workspace;
  const desk = new PayloadDesk({
    files: payloadFiles({ workspaceDir }),
    shelf: shelfOf(sources.includes('artifact') ? await shelved(call) : []),
    pathOf: (sha256) => shelvedPath(workspaceDir, sha256),
    folderOf: () => null,
  });
  const frozen = await desk.freeze(plan, values, { documentKey: null, folder: path.dirname(path.resolve(file)) });
  return { plan: frozen.plan, told: (preview) => lackingPayloads(preview, frozen.lacks) };
}

/** Where nobody made a workspace yet, nothing is on its shelf. */
async function shelved(call: Call): Promise<readonly Artifact[]> {
  const access = await call.open('read');
  if (!access.ok) return [];
  try {
    const listed = await access.value.client.call('artifacts.list', {});
    return listed.ok ? listed.value : [];
  } finally {
    await access.value.close();
  }
}

function shelfOf(artifacts: readonly Artifact[]): PayloadParts['shelf'] {
  const storedAs = ({ sha256, bytes, fileName }: Artifact) => ({ sha256, bytes, name: fileName });
  return {
    named: (name) => artifacts.find((one) => one.name === name) ?? null,
    stored: (sha256) => artifacts.filter((one) => one.sha256 === sha256).map(storedAs)[0] ?? null,
    attachmentsNamed: () => [],
  };
}
