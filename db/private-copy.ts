import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FILES } from './files.ts';
import { type Refusal, refusal } from './refusal.ts';

/** A private folder with a copy of a workspace's database as it was a moment ago. */
export interface PrivateFiles {
  readonly kind: 'private';
  readonly folder: string;
  remove(): void;
}

/**
 * Runs in a child, because closing a descriptor of a database drops the POSIX locks its process holds on it, and
 * this process may own that workspace. A checkpoint while we copy would mix two states: it changes the file's
 * times, so copy again. The write-ahead log is copied last: it may only be newer. The recorder is copied first: what
 * it holds then has been committed by the time the database is copied, so only a crash leaves it ahead.
 */
const program = `
const fs = require('node:fs');
const [from, to, recorderFrom, recorderTo] = process.argv.slice(1);
const copyFile = (a, b, needed) => {
  fs.rmSync(b, { force: true });
  try { fs.copyFileSync(a, b); fs.chmodSync(b, 0o600); }
  catch (error) { if (needed || error.code !== 'ENOENT') throw error; }
};
const mark = () => { const s = fs.statSync(from, { bigint: true }); return [s.ino, s.size, s.mtimeNs, s.ctimeNs].join(); };
try {
  if (recorderFrom) copyFile(recorderFrom, recorderTo, false);
  for (let round = 0; round < 50; round += 1) {
    const before = mark();
    copyFile(from, to, true);
    copyFile(from + '-wal', to + '-wal', false);
    if (mark() === before) process.exit(0);
  }
  process.stderr.write('EBUSY');
} catch (error) { process.stderr.write(String(error.code)); }
process.exit(1);
`;

/** Works while another core owns the workspace and when it may only be read. */
export async function privateFilesOf(
  workspace: string,
  what: 'database' | 'with-recorder',
): Promise<PrivateFiles | Refusal> {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-copy-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const names = what === 'database' ? [FILES.database] : [FILES.database, FILES.recorder];
  const failure = await copyInChild(names.flatMap((name) => [join(workspace, name), join(folder, name)]));
  if (failure === null) return { kind: 'private', folder, remove };
  remove();
  return uncopied(join(workspace, FILES.database), failure);
}

/** null when it was copied, else the code of what went wrong. */
function copyInChild(paths: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    const child = spawn(process.execPath, ['-e', program, ...paths], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => resolve(code === 0 ? null : said));
  });
}

function uncopied(path: string, code: string): Refusal {
  if (code === 'ENOENT') return refusal('unusable', `${path} does not exist: this is no workspace.`);
  if (code === 'ENOSPC') return refusal('disk-full', `No space is left for a private copy of ${path}.`);
  return refusal('unusable', `${path} could not be copied (${code}).`);
}
