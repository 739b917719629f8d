import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
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

/** Works while another core owns the workspace and when it may only be read. */
export async function privateFilesOf(
  workspace: string,
  what: 'database' | 'with-recorder',
): Promise<PrivateFiles | Refusal> {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-copy-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const names = what === 'database' ? [FILES.database] : [FILES.database, FILES.recorder];
  const failure = await copyAll(names.map((name) => [join(workspace, name), join(folder, name)]));
  if (failure === null) return { kind: 'private', folder, remove };
  remove();
  return uncopied(join(workspace, FILES.database), failure);
}

/** A checkpoint while we copy would mix two states: it changes the file's times, so copy again, so many times. */
const MOST_ROUNDS = 50;

type Pair = readonly [from: string, to: string];

/**
 * null when it was copied, else the code of what went wrong. The write-ahead log is copied after the database: it may
 * only be newer. The recorder is copied first: what it holds then has been committed by the time the database is
 * copied, so only a crash leaves it ahead.
 */
async function copyAll(pairs: readonly Pair[]): Promise<string | null> {
  const [database, recorder] = pairs;
  if (database === undefined || !existsSync(database[0])) return 'ENOENT';
  if (recorder !== undefined) {
    const failure = await copyElsewhere(recorder);
    if (failure !== null) return failure;
  }
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = markOf(database[0]);
    const failure = (await copyElsewhere(database)) ?? (await copyElsewhere(walOf(database)));
    if (failure !== null) return failure;
    if (markOf(database[0]) === before) return null;
  }
  return 'EBUSY';
}

function walOf([from, to]: Pair): Pair {
  return [`${from}-wal`, `${to}-wal`];
}

/** Asking for a file's facts opens nothing. */
function markOf(path: string): string {
  const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  return [ino, size, mtimeNs, ctimeNs].join();
}

/**
 * By `cp`, because closing a descriptor of a database drops the POSIX locks its process holds on it, and this process
 * may own that workspace. Windows locks by handle and has no `cp`. A file that is not there leaves none behind.
 */
async function copyElsewhere([from, to]: Pair): Promise<string | null> {
  rmSync(to, { force: true });
  if (!existsSync(from)) return null;
  const failure = process.platform === 'win32' ? copyHere(from, to) : await copyByProgram(from, to);
  // Gone between the look and the copy: a write-ahead log that was checkpointed away.
  if (failure !== null) return existsSync(from) ? failure : null;
  chmodSync(to, 0o600);
  return null;
}

function copyHere(from: string, to: string): string | null {
  try {
    copyFileSync(from, to);
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

function copyByProgram(from: string, to: string): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn('cp', [from, to], {
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => resolve(code === 0 ? null : codeOf(said)));
  });
}

function codeOf(said: string): string {
  if (said.includes('No space left')) return 'ENOSPC';
  if (said.includes('Permission denied')) return 'EACCES';
  return said.trim().slice(0, 300);
}

function uncopied(path: string, code: string): Refusal {
  if (code === 'ENOENT') return refusal('unusable', `${path} does not exist: this is no workspace.`);
  if (code === 'ENOSPC') return refusal('disk-full', `No space is left for a private copy of ${path}.`);
  return refusal('unusable', `${path} could not be copied (${code}).`);
}
