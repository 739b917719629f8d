import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { launchChromium } from '../support/chromium.ts';
import { type Figure, median, ms, ratio, timed } from './measure.ts';
import { memoryOfTree, type ProcessMemory } from './process-memory.ts';

const root = path.resolve(import.meta.dirname, '../..');
const cli = path.join(root, 'dist', 'main', 'cli.js');
const BUDGET = { firstViewMs: 1500, firstByteMs: 300, idleCoreMb: 90 };
const ROUNDS = 5;
/** After its start a core comes to rest; garbage of the start is then collected or never. */
const REST_MS = 4_000;

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  readonly startedAt: number;
  stop(): Promise<void>;
}

/** `npm start` and the browser host as their users have them: real processes, the built bundle, a real Chromium. */
export async function benchStartUp(): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-bench-start-'));
  try {
    // Builds when the sources are newer, and warms the disk's cache: neither is measured.
    await (await serve(folder, npmStart)).stop();
    return [await firstByte(folder), await firstView(folder), await idleCore(folder)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const npmStart = ['npm', 'start', '--silent', '--', '--host', 'browser', '--no-open', '--json'];
const browserHost = [process.execPath, cli, 'serve', '--no-open', '--json'];

/** Starts it and waits for the line that says where it is. */
async function serve(folder: string, [command = '', ...words]: readonly string[]): Promise<Served> {
  const startedAt = performance.now();
  const child = spawn(command, [...words, '--workspace', path.join(folder, 'workspace')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
    // A group of its own: npm's shell does not pass a signal on.
    detached: true,
    // The local socket lies with the workspace and goes with it.
    env: { ...process.env, XDG_RUNTIME_DIR: folder },
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    ended.then(() => Promise.reject(new Error(`${command} ended before it served`))),
  ]);
  const { url }: { url: string } = JSON.parse(line);
  const stop = async () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await ended;
  };
  return { child, url, startedAt, stop };
}

/** Medians. Between the rounds a Node that does nothing, so that both meet the same load: a busy machine shows in it. */
async function sampled(folder: string, words: readonly string[], until: (url: string) => Promise<unknown>) {
  const samples: number[] = [];
  const idle: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const served = await serve(folder, words);
    try {
      await until(served.url);
      samples.push(performance.now() - served.startedAt);
    } finally {
      await served.stop();
    }
    idle.push(await timed(bareNode));
  }
  return { value: median(samples), bare: median(idle) };
}

async function firstByte(folder: string): Promise<Figure> {
  const { value, bare } = await sampled(folder, browserHost, async (url) => {
    const answer = await fetch(new URL(url).origin);
    await answer.body?.getReader().read();
  });
  return {
    name: 'browser host, from its start to the first byte of the page',
    value: ms(value),
    beside: `budget ${ms(BUDGET.firstByteMs)}: ${ratio(value, BUDGET.firstByteMs)}; a Node that does nothing ${ms(bare)}`,
  };
}

function bareNode(): Promise<void> {
  return new Promise((resolve) => {
    spawn(process.execPath, ['-e', ''], { stdio: 'ignore' }).once('close', () => resolve());
  });
}

async function firstView(folder: string): Promise<Figure> {
  const browser = await launchChromium();
  try {
    const { value, bare } = await sampled(folder, npmStart, async (url) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(url, { waitUntil: 'commit' });
      // The first thing that needs the core: what the workspace holds.
      await page.getByRole('button', { name: 'Open the practice release' }).waitFor();
      await context.close();
    });
    return {
      name: '`npm start` (built) to the first view, in a Chromium that runs already',
      value: ms(value),
      beside: `budget ${ms(BUDGET.firstViewMs)}: ${ratio(value, BUDGET.firstViewMs)}; a Node that does nothing ${ms(bare)}`,
    };
  } finally {
    await browser.close();
  }
}

async function idleCore(folder: string): Promise<Figure> {
  const served = await serve(folder, browserHost);
  try {
    await pause(REST_MS);
    const memory = served.child.pid === undefined ? null : memoryOfTree(served.child.pid);
    return { name: 'idle core with its browser host, PSS of the process tree', ...memoryFigure(memory) };
  } finally {
    await served.stop();
  }
}

function memoryFigure(memory: ProcessMemory | null): Pick<Figure, 'value' | 'beside'> {
  if (memory === null) return { value: 'not for this platform', beside: 'Linux counts it' };
  const { pssMb, rssMb } = memory;
  const share = ratio(pssMb, BUDGET.idleCoreMb);
  return {
    value: `${pssMb.toFixed(0)} MB`,
    beside: `budget ${BUDGET.idleCoreMb} MB: ${share}; RSS ${rssMb.toFixed(0)} MB, of which Node's own program is shared`,
  };
}
