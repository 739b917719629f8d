import { homedir } from 'node:os';
import path from 'node:path';

/** Where the workspace is: what was named, else HOLDPOINT_WORKSPACE, else the system's application-data folder. */
export function workspaceDir(
  named: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const chosen = named ?? env.HOLDPOINT_WORKSPACE;
  return path.resolve(chosen === undefined || chosen === '' ? defaultDir(env, platform) : chosen);
}

function defaultDir(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = homedir();
  if (platform === 'win32') return path.join(env.APPDATA ?? path.join(home, 'AppData', 'Roaming'), 'Holdpoint');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Holdpoint');
  return path.join(env.XDG_DATA_HOME || path.join(home, '.local', 'share'), 'holdpoint');
}
