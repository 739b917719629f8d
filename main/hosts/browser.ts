import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const REMOVE_AFTER_MS = 30_000;

/** Is there a screen a browser could appear on? */
export function isBrowserWanted(env: NodeJS.ProcessEnv = process.env): boolean {
  if (process.platform === 'win32' || process.platform === 'darwin') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/**
 * Opens the link in the user's browser by way of a private file: a link on a command line can be read by everybody
 * on the machine while the command runs, and its token lets in whoever is first.
 */
export function openBrowser(workspaceDir: string, url: string): void {
  const file = path.join(workspaceDir, 'open-desk.html');
  rmSync(file, { force: true });
  writeFileSync(file, `<!doctype html><meta http-equiv="refresh" content="0;url=${url}"><title>Holdpoint</title>\n`, {
    mode: 0o600,
    flag: 'wx',
  });
  const [command, ...args] = opener(file);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  // No browser is no failure: the link stands on the terminal.
  child.on('error', () => {});
  child.unref();
  setTimeout(() => rmSync(file, { force: true }), REMOVE_AFTER_MS).unref();
}

function opener(file: string): readonly [string, ...string[]] {
  if (process.platform === 'win32') return ['explorer.exe', file];
  return [process.platform === 'darwin' ? 'open' : 'xdg-open', file];
}
