import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const cli = path.join(root, 'main/hosts/cli.ts');
/** A night by the command line is thirty processes: each would spend two thirds of its time compiling the same files. */
const NODE_COMPILE_CACHE = path.join(root, 'node_modules/.cache/compiled');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Command {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves when stdout or stderr holds this text; rejects when the command ends before. */
  says(text: string): Promise<void>;
}

/** The command line from its sources, without a terminal, as a script would call it. */
export function begin(args: readonly string[], env: Readonly<Record<string, string>> = {}): Command {
  const child = spawn(process.execPath, [cli, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE, ...env },
  });
  const said = { stdout: '', stderr: '' };
  const lookers = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      said[stream] += chunk;
      for (const look of [...lookers]) look();
    });
  }
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (code) => resolve({ code, ...said }));
  });
  return {
    child,
    finished,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!said.stdout.includes(text) && !said.stderr.includes(text)) return;
          lookers.delete(look);
          resolve();
        };
        lookers.add(look);
        look();
        void finished.then((end) =>
          reject(new Error(`ended with ${end.code} before “${text}”: ${end.stdout}${end.stderr}`)),
        );
      }),
  };
}

export function typed(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
  return begin(args, env).finished;
}
