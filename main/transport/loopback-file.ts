import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { readPrivateJson, writePrivateJson } from './private-file.ts';

/** `loopback.json` of a workspace: the port and the session key a page knows us by, so that it outlives a restart. */
const loopbackFileSchema = z.object({
  port: z.number().int().min(1).max(65535),
  sessionKey: z.string().regex(/^[0-9a-f]{64}$/),
});
export type LoopbackFile = z.infer<typeof loopbackFileSchema>;

export function readLoopbackFile(workspaceDir: string): LoopbackFile | null {
  return readPrivateJson(fileIn(workspaceDir), loopbackFileSchema);
}

/**
 * On another port than before, somebody else may sit on the old one and have been shown the cookie: the key is new then.
 */
export function keepLoopbackFile(workspaceDir: string, port: number): LoopbackFile {
  const before = readLoopbackFile(workspaceDir);
  if (before?.port === port) return before;
  const content: LoopbackFile = { port, sessionKey: randomBytes(32).toString('hex') };
  writePrivateJson(fileIn(workspaceDir), content);
  return content;
}

function fileIn(workspaceDir: string): string {
  return path.join(workspaceDir, 'loopback.json');
}
