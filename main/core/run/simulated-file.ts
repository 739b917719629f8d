import type { Actor } from '../../../contract/actor.ts';
import type { EvidenceValue } from '../../../contract/evidence.ts';
import type { RunServices } from './services.ts';
import type { WorkspaceJournal } from './workspace-journal.ts';

const MOST_NAME_CHARS = 200;

interface Wanted {
  /** As an answer names it: its last part becomes the name. */
  readonly path: string;
  readonly actor: Actor;
  readonly journal: WorkspaceJournal;
}

/** A file for evidence that only a rehearsal asked for: it says itself that it is none. */
export async function simulatedFile(
  services: Pick<RunServices, 'attachments' | 'ids'>,
  { path, actor, journal }: Wanted,
): Promise<EvidenceValue> {
  const name = path.split(/[\\/]/).at(-1)?.slice(0, MOST_NAME_CHARS) || 'simulated.txt';
  const bytes = new TextEncoder().encode(
    `SIMULATED: in a rehearsal this stands for the file ${name}. It is no evidence.\n`,
  );
  const uploadId = services.ids.token();
  services.attachments.append(uploadId, 0, bytes);
  const stored = services.attachments.commit(uploadId);
  const mediaType = 'text/plain';
  const written = await journal.append([{ type: 'attachment.stored', data: { ...stored, name, mediaType } }], {
    actor,
  });
  if (!written.ok) throw new Error(written.problem.message);
  return { type: 'file', sha256: stored.sha256, name, bytes: stored.bytes, mediaType };
}
