import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import ssh2 from 'ssh2';
import { practiceCommands } from './practice-commands.ts';

export interface ClaimedFolder {
  readonly dir: string;
  readonly isDefault: boolean;
  readonly isTemporary: boolean;
}

/** The default folder belongs to one range at a time; a second one gets a folder and ports of its own. */
export function claimFolder(wanted: string | undefined): ClaimedFolder {
  if (wanted !== undefined) {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    return { dir: path.resolve(wanted), isDefault: false, isTemporary: false };
  }
  const dir = path.join(homedir(), '.holdpoint', 'range');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const pidFile = path.join(dir, 'pid');
  if (existsSync(pidFile) && isAlive(Number(readFileSync(pidFile, 'utf8')))) {
    return { dir: mkdtempSync(path.join(tmpdir(), 'holdpoint-range-')), isDefault: false, isTemporary: true };
  }
  writeFileSync(pidFile, String(process.pid));
  return { dir, isDefault: true, isTemporary: false };
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export function freshFolder(dir: string): string {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return dir;
}

export function writeCommands(dir: string): string {
  const bin = freshFolder(path.join(dir, 'bin'));
  for (const [name, script] of Object.entries(practiceCommands)) {
    const file = path.join(bin, name);
    writeFileSync(file, script);
    chmodSync(file, 0o755);
  }
  return bin;
}

function isReadable(file: string): boolean {
  return [file, `${file}.pub`].every(
    (half) => existsSync(half) && !(ssh2.utils.parseKey(readFileSync(half)) instanceof Error),
  );
}

/** Keys outlive the range, so that a second start does not look like a changed host. */
export function keyPair(file: string): { file: string; private: string; public: string } {
  // One in two hundred of the keys the library makes is one that it cannot read.
  while (!isReadable(file)) {
    const made = ssh2.utils.generateKeyPairSync('ed25519', { comment: 'holdpoint practice range' });
    writeFileSync(`${file}.pub`, `${made.public}\n`);
    writeFileSync(file, made.private, { mode: 0o600 });
  }
  return { file, private: readFileSync(file, 'utf8'), public: readFileSync(`${file}.pub`, 'utf8').trim() };
}
