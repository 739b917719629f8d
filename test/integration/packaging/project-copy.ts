import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export const root = path.resolve(import.meta.dirname, '../../..');
export const run = promisify(execFile);

const sources = ['scripts', 'contract', 'main', 'db', 'renderer', 'preload', 'examples', 'packaging'];
const files = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'electron-builder.yml',
  'vite.config.ts',
  'vite.main.config.ts',
  'vite.preload.config.ts',
];
const tools = ['.bin', 'vite', '@vitejs', 'electron', 'electron-builder', 'app-builder-lib'];

/** What no build of ours reads of a package: thousands of files that need not be copied. */
const unread = /\.(d\.[cm]?ts|map|md)$|better-sqlite3\/(deps|build|src)$/;

/** What of package-lock.json is read here. */
export interface LockedPackage {
  readonly version: string;
  readonly integrity?: string;
  readonly dev?: boolean;
}

export function lockedPackages(): Map<string, LockedPackage> {
  const lock: { packages: Record<string, LockedPackage> } = JSON.parse(
    readFileSync(path.join(root, 'package-lock.json'), 'utf8'),
  );
  return new Map(Object.entries(lock.packages));
}

/**
 * The project in a folder of its own: sources and production packages are copies, so that everything a build reads
 * has another absolute path; tools are links.
 */
export function copyProject(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `holdpoint-${name}-`));
  for (const entry of [...sources, ...files])
    cpSync(path.join(root, entry), path.join(folder, entry), { recursive: true });
  for (const [key, locked] of lockedPackages()) {
    const from = path.join(root, key);
    if (key === '' || locked.dev === true || !existsSync(from)) continue;
    cpSync(from, path.join(folder, key), { recursive: true, filter: (file) => !unread.test(file) });
  }
  const modules = path.join(folder, 'node_modules');
  for (const tool of tools) symlinkSync(path.join(root, 'node_modules', tool), path.join(modules, tool));
  const lock = readFileSync(path.join(root, 'package-lock.json'));
  writeFileSync(path.join(modules, '.holdpoint-lock'), createHash('sha256').update(lock).digest('hex'));
  return folder;
}

export function removeProject(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** `npm run build` in that folder. */
export async function buildProject(folder: string): Promise<void> {
  await run(process.execPath, [path.join(folder, 'scripts', 'build.mjs')], { cwd: folder });
}
