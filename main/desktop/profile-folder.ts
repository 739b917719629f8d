import { createHash } from 'node:crypto';
import path from 'node:path';

/**
 * Where Chromium keeps the window's profile, and with it the lock of the single instance: one folder a workspace, so
 * that two workspaces can be open at once, and beside the default workspace rather than in it (both would be
 * `…/Holdpoint` on Windows and macOS).
 */
export function profileFolder(applicationData: string, workspaceDir: string): string {
  const name = createHash('sha256').update(workspaceDir).digest('hex').slice(0, 12);
  return path.join(applicationData, 'Holdpoint Window', name);
}
