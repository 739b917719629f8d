import { rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readPrivateJson, writePrivateJson } from './private-file.ts';

/** `core.json` of a workspace: where its core listens, and the key both ends prove. Readable by its owner only. */
export const coreFileSchema = z.object({
  path: z.string(),
  pid: z.number().int(),
  protocol: z.number().int(),
  key: z.string().regex(/^[0-9a-f]{64}$/),
  startedAt: z.number().int(),
});
export type CoreFile = z.infer<typeof coreFileSchema>;

export function writeCoreFile(workspaceDir: string, content: CoreFile): void {
  writePrivateJson(fileIn(workspaceDir), content);
}

/** Null when there is none, or none that can be read: no core has said where it is. */
export function readCoreFile(workspaceDir: string): CoreFile | null {
  return readPrivateJson(fileIn(workspaceDir), coreFileSchema);
}

/** Removes the file if it is still ours: another core may have taken over meanwhile. */
export function removeCoreFile(workspaceDir: string, ours: CoreFile): void {
  const present = readCoreFile(workspaceDir);
  if (present?.key === ours.key) rmSync(fileIn(workspaceDir), { force: true });
}

function fileIn(workspaceDir: string): string {
  return path.join(workspaceDir, 'core.json');
}
