import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SshTarget } from '../../contract/plan.ts';
import type { Shell, ShellFinished, ShellMessage } from '../../main/core/ports/shell.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { type CutProxy, startCutProxy } from '../support/sshd-cut-proxy.ts';
import { eventually, knownHostsAt, perform } from '../support/sshd-shell.ts';
import { count, randomFrom } from './counts.ts';
import { type ReachOptions, shellAt } from './ssh-cut-shell.ts';

/**
 * Detached steps whose connection is cut at a random moment in one of four ways. Whatever happens: the script ran at
 * most once, every byte of both streams is here once, and the exit code is its own.
 */
const ways = ['sessions', 'reset', 'stall', 'core'] as const;
const lanes = 4;
const exitCode = 37;

interface Cut {
  readonly name: string;
  readonly way: (typeof ways)[number];
  readonly transport: 'ssh2' | 'openssh';
  readonly lines: number;
  /** After the command was sent. */
  readonly afterMs: number;
  readonly healAfterMs: number;
}

interface Lane {
  readonly sshd: Sshd;
  readonly proxy: CutProxy;
  readonly reach: ReachOptions;
  shell: Shell;
}

/** How often which end came: a test that only saw steps that never began has shown nothing. */
const ends: Record<string, number> = {};
const folder = mkdtempSync(path.join(tmpdir(), 'hp-cuts-'));
const open: Lane[] = [];

beforeAll(async () => {
  for (let i = 0; i < lanes; i++) open.push(await openLane());
}, 60_000);
afterAll(async () => {
  for (const { shell, proxy, sshd } of open) {
    await shell.close();
    await proxy.stop();
    await sshd.stop();
  }
  rmSync(folder, { recursive: true, force: true });
});

async function openLane(): Promise<Lane> {
  const sshd = await startSshd();
  const proxy = await startCutProxy(sshd);
  const reach = { knownHosts: knownHostsAt(sshd, proxy.port), home: folder };
  return { sshd, proxy, reach, shell: shellAt(reach) };
}

function plannedCuts(total: number): readonly Cut[] {
  const random = randomFrom(20_261_121);
  return Array.from({ length: total }, (_, index) => {
    const lines = 10 + Math.floor(random() * 50);
    return {
      name: `cut-${index}`,
      way: ways[index % ways.length] ?? 'reset',
      transport: index % 5 === 4 && process.env.HOLDPOINT_NO_OPENSSH === undefined ? 'openssh' : 'ssh2',
      lines,
      afterMs: random() < 0.3 ? random() * 30 : random() * (lines * 22 + 150),
      healAfterMs: random() * 900,
    };
  });
}

/** Counts its own starts; a number on each stream every 20 ms, now and then a burst. */
function script({ name, lines }: Cut): string {
  return [
    `echo start >>"$HOME/${name}"`,
    `i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); echo $i; echo e$i >&2`,
    `case $i in *7) head -c 20000 /dev/zero | tr '\\0' x; esac; sleep 0.02; done`,
    `exit ${exitCode}`,
  ].join('\n');
}

function expectedOf({ lines }: Cut): { readonly stdout: string; readonly stderr: string } {
  const numbers = Array.from({ length: lines }, (_, index) => index + 1);
  return {
    stdout: numbers.map((n) => `${n}\n${n % 10 === 7 ? 'x'.repeat(20_000) : ''}`).join(''),
    stderr: numbers.map((n) => `e${n}\n`).join(''),
  };
}

/** What came of it: `null` = as it must be. */
async function faultOf(lane: Lane, cut: Cut): Promise<string | null> {
  const target = lane.sshd.target('t', {
    port: lane.proxy.port,
    ...(cut.transport === 'ssh2' ? {} : { transport: cut.transport }),
  });
  const done = cut.way === 'core' ? await throughCores(lane, cut, target) : await throughCut(lane, cut, target);
  const file = path.join(lane.sshd.home, cut.name);
  ends[done.isSent ? done.outcome : 'never-sent'] = (ends[done.isSent ? done.outcome : 'never-sent'] ?? 0) + 1;
  const starts = existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
  if (starts > 1) return `started ${starts} times`;
  if (done.outcome === 'not-started' || !done.isSent) return starts === 0 ? null : 'ran, and was called not started';
  if (starts === 0) return `never ran, and was called ${done.outcome} (${done.reason})`;
  if (done.outcome !== 'failed' || done.exitCode !== exitCode) {
    return `${done.outcome}, exit code ${done.exitCode}: ${done.reason}`;
  }
  if (done.lostOutput !== undefined) return `output lost: ${done.lostOutput}`;
  const expected = expectedOf(cut);
  for (const stream of ['stdout', 'stderr'] as const) {
    if (done[stream] !== expected[stream])
      return `${stream}: ${done[stream].length} of ${expected[stream].length} bytes`;
  }
  return null;
}

type Done = ShellFinished & { readonly stdout: string; readonly stderr: string; readonly isSent: boolean };

const isTold: ReadonlySet<ShellMessage['kind']> = new Set(['sent', 'finished']);

async function throughCut(lane: Lane, cut: Cut, target: SshTarget): Promise<Done> {
  const run = perform(lane.shell, target, { script: script(cut), key: keyOf(cut), reconnectMs: 30_000 });
  // A connection that does not come about fails before anything is sent.
  await Promise.race([run.until('sent'), run.finished]);
  await pause(cut.afterMs);
  if (cut.way === 'sessions') killSessions(lane.sshd);
  else if (cut.way === 'reset') lane.proxy.reset();
  else {
    lane.proxy.stall();
    await pause(cut.healAfterMs);
    lane.proxy.heal();
  }
  const done = await run.finished;
  return { ...done, isSent: done.kinds.includes('sent') };
}

/** A core that dies by `kill -9`, and the next one that knows only what was written down. */
async function throughCores(lane: Lane, cut: Cut, target: SshTarget): Promise<Done> {
  const journal = path.join(folder, `${cut.name}.ndjson`);
  const first = startCore(lane, { cut, target, journal });
  await eventually('the command is sent', () => messagesIn(journal).some(({ kind }) => isTold.has(kind)), 60_000);
  await pause(cut.afterMs);
  first.kill('SIGKILL');
  await new Promise((resolve) =>
    first.exitCode === null && first.signalCode === null ? first.once('exit', resolve) : resolve(null),
  );
  const kept = messagesIn(journal);
  const before = { stdout: bytesOf(kept, 'stdout'), stderr: bytesOf(kept, 'stderr') };
  const ended = kept.find((message) => message.kind === 'finished');
  if (ended?.kind === 'finished') {
    const isSent = kept.some(({ kind }) => kind === 'sent');
    return { ...ended, isSent, stdout: before.stdout.toString(), stderr: before.stderr.toString() };
  }
  const sent = kept.find((message) => message.kind === 'sent');
  const again = await perform(lane.shell, target, {
    key: keyOf(cut),
    mode: 'reattach',
    offsets: { stdout: before.stdout.length, stderr: before.stderr.length },
    targetBootId: sent?.kind === 'sent' ? sent.targetBootId : null,
    reconnectMs: 30_000,
  }).finished;
  return {
    ...again,
    isSent: true,
    stdout: `${before.stdout}${again.stdout}`,
    stderr: `${before.stderr}${again.stderr}`,
  };
}

function startCore(lane: Lane, about: { cut: Cut; target: SshTarget; journal: string }): ChildProcess {
  const request = {
    ...{ target: about.target, key: keyOf(about.cut), script: script(about.cut), shell: 'sh', env: {}, cwd: null },
    ...{ detach: true, timeoutMs: null, mode: 'start', offsets: { stdout: 0, stderr: 0 } },
    ...{ targetBootId: null, reconnectMs: 30_000 },
  };
  const program = path.join(import.meta.dirname, 'follow-until-killed.ts');
  const words = [program, about.journal, JSON.stringify(request), JSON.stringify(lane.reach)];
  return spawn(process.execPath, words, { stdio: 'ignore' });
}

function messagesIn(journal: string): readonly ShellMessage[] {
  if (!existsSync(journal)) return [];
  // A last line that was torn by the kill was never handed on.
  const lines = readFileSync(journal, 'utf8').split('\n').slice(0, -1);
  return lines.map((line): ShellMessage => {
    const message = JSON.parse(line);
    return message.kind === 'output' ? { ...message, bytes: Buffer.from(message.bytes, 'base64') } : message;
  });
}

function bytesOf(messages: readonly ShellMessage[], stream: 'stdout' | 'stderr'): Buffer {
  return Buffer.concat(messages.flatMap((m) => (m.kind === 'output' && m.stream === stream ? [m.bytes] : [])));
}

function keyOf({ name }: Cut): string {
  return `run-cuts.step.t.${name}`;
}

/** Every sshd of a session, as a crash of it would end; what runs behind them is left alone. */
function killSessions({ pid }: Sshd): void {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      if (!/^\d+ \(sshd/.test(stat)) continue;
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOurs = (child: number): boolean => {
    const parent = parents.get(child);
    return parent === pid || (parent !== undefined && parents.has(parent) && isOurs(parent));
  };
  for (const child of parents.keys()) {
    if (child === pid || !isOurs(child)) continue;
    try {
      process.kill(child, 'SIGKILL');
    } catch {
      // It was quicker.
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe('a detached step whose connection is cut', () => {
  const total = count(20, Number(process.env.HOLDPOINT_CUTS ?? 1000));

  it(
    `${total} times at random moments loses no byte, starts no script twice and keeps every exit code`,
    async () => {
      const waiting = [...plannedCuts(total)];
      const faults: string[] = [];
      const work = async (lane: Lane) => {
        for (let cut = waiting.shift(); cut !== undefined; cut = waiting.shift()) {
          const fault = await faultOf(lane, cut);
          if (fault === null) continue;
          faults.push(`${cut.name} (${cut.way}, ${cut.transport}): ${fault}`);
          console.error(faults.at(-1));
        }
      };
      await Promise.all(open.map(work));
      console.info(`${total} cuts: ${JSON.stringify(ends)}`);
      expect(faults).toEqual([]);
      expect(ends.failed ?? 0).toBeGreaterThan(total * 0.7);
    },
    60_000 + total * 5000,
  );
});
