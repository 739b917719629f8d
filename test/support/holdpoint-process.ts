import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

const root = path.resolve(import.meta.dirname, '../..');
/** The bundle that users start; `npm test` builds it first. HOLDPOINT_CLI=main/hosts/cli.ts tries the sources unbuilt. */
const cli = path.resolve(root, process.env.HOLDPOINT_CLI ?? 'dist/main/cli.js');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface HoldpointProcess {
  readonly child: ChildProcess;
  /** Resolves with the first line of stdout that `matches`; rejects when the process ends before, with what it said. */
  line(matches: (line: string) => boolean): Promise<string>;
  readonly finished: Promise<Finished>;
  /** Ends it by pid and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<Finished>;
}

/** Starts the command line as a user would. */
export function startHoldpoint(args: readonly string[], env: Readonly<Record<string, string>> = {}): HoldpointProcess {
  const child = spawn(process.execPath, [cli, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  const said = { stdout: '', stderr: '' };
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const look of [...waiting]) look();
  });
  child.stdout.on('data', (chunk) => {
    said.stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    said.stderr += String(chunk);
  });
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (code) => resolve({ code, ...said }));
  });
  return {
    child,
    finished,
    line: (matches) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find(matches);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        void finished.then((end) => reject(new Error(`ended with ${end.code}: ${end.stderr}${end.stdout}`)));
      }),
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return finished;
    },
  };
}

export function holdpoint(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
  return startHoldpoint(args, env).finished;
}
