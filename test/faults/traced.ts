import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const script = join(import.meta.dirname, 'workload.ts');

export interface TracedEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whole lines of stdout: what was acknowledged. */
  readonly lines: readonly string[];
}

/** What strace does to a system call of the workload: `signal=SIGKILL:when=7`, `error=EIO:when=3` … */
export interface Injection {
  readonly call: string;
  readonly fault: string;
  /** Only on this file. */
  readonly path?: string;
}

/** Runs `workload.ts KIND FOLDER` with a fault in one of its system calls. */
export function runInjected(kind: string, folder: string, { call, fault, path }: Injection): Promise<TracedEnd> {
  const only = path === undefined ? [] : ['-P', path];
  const args = ['-f', '-qq', '-o', '/dev/null', ...only, '-e', `trace=${call}`, '-e', `inject=${call}:${fault}`];
  // What the killed process leaves of its private copies goes with the test's own folder.
  const elsewhere = `TMPDIR=${dirname(folder)}`;
  return run(['env', elsewhere, 'strace', ...args, process.execPath, script, kind, folder]);
}

/** How often the workload makes each call. Counted on the main thread: that is how injections count. */
export function callsOf(kind: string, folder: string, calls: readonly string[]): ReadonlyMap<string, number> {
  const place = mkdtempSync(join(tmpdir(), 'holdpoint-trace-'));
  try {
    const file = join(place, 'trace');
    const args = ['-qq', '-o', file, '-e', `trace=${calls.join(',')}`, process.execPath, script, kind, folder];
    const { status, stderr } = spawnSync('strace', args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`strace: ${status} ${stderr}. These tests need it: apt-get install strace`);
    const lines = readFileSync(file, 'utf8').split('\n');
    return new Map(calls.map((call) => [call, lines.filter((line) => line.startsWith(`${call}(`)).length]));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

export function run(command: readonly string[]): Promise<TracedEnd> {
  const child = spawn(command[0] ?? '', command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    // The last line may be cut; it counts only with its newline.
    child.on('close', (code, signal) => resolve({ code, signal, lines: said.split('\n').slice(0, -1) }));
  });
}
