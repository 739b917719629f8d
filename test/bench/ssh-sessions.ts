import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createThreadedShell } from '../../main/adapters/ssh/thread/threaded-shell.ts';
import type { Shell } from '../../main/core/ports/shell.ts';
import { threadFile } from '../../main/hosts/thread-file.ts';
import { type Fleet, startFleet } from './fleet/fleet.ts';
import { clush } from './fleet/peers.ts';
import { type Figure, ms, ratio, timed } from './measure.ts';
import { memoryOfTree } from './process-memory.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

function openShell(fleet: Fleet): Shell {
  return createThreadedShell({
    threadFile: threadFile('shell-thread'),
    knownHosts: path.join(fleet.folder, 'ours'),
    extraKnownHosts: [fleet.knownHosts],
    home: fleet.folder,
    agentSocket: null,
    log: silent,
  });
}

let lastKey = 0;

interface Session {
  readonly shell: Shell;
  readonly fleet: Fleet;
  readonly script: string;
  /** Called with the first byte of output. */
  readonly live?: () => void;
}

/** On the so-manieth target; resolves with how many bytes came when the script has ended. */
function perform({ shell, fleet, script, live = () => {} }: Session, at: number): Promise<number> {
  const target = fleet.targets[at];
  if (target === undefined) throw new Error(`there is no target ${at}`);
  lastKey++;
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const task = shell.perform(
      {
        target,
        key: `bench.${process.pid}.${lastKey}`,
        script,
        shell: 'sh',
        env: {},
        cwd: null,
        detach: false,
        timeoutMs: null,
        mode: 'start',
        offsets: { stdout: 0, stderr: 0 },
        targetBootId: null,
        reconnectMs: 0,
      },
      (message) => {
        if (message.kind === 'output') {
          if (bytes === 0) live();
          bytes += message.bytes.length;
          task.grant(message.bytes.length);
        }
        if (message.kind !== 'finished') return;
        if (message.outcome === 'succeeded') resolve(bytes);
        else reject(new Error(`${target.name}: ${message.outcome} ${message.reason}`));
      },
    );
    task.grant(1024 * 1024);
  });
}

const LINES_A_SESSION = 10;

/** How late the core's own thread is while so many sessions live and each writes a line a second. */
export async function benchLiveSessions(count: number): Promise<Figure> {
  const fleet = await startFleet(count);
  const shell = openShell(fleet);
  try {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const live = Promise.withResolvers<void>();
    let left = count;
    const counted = () => {
      left--;
      if (left === 0) {
        delay.enable();
        live.resolve();
      }
    };
    const script = `echo up; i=0; while [ $i -lt ${LINES_A_SESSION} ]; do sleep 1; echo "line $i of a session that lives"; i=$((i+1)); done`;
    const logins = monitorEventLoopDelay({ resolution: 5 });
    logins.enable();
    const all = fleet.targets.map((_, at) => perform({ shell, fleet, script, live: counted }, at));
    await live.promise;
    logins.disable();
    await Promise.all(all);
    delay.disable();
    const p99 = delay.percentile(99) / 1e6;
    return {
      name: `${count} live sessions that write lines: how late the core's thread is`,
      value: `p99 ${ms(p99)}, worst ${ms(delay.max / 1e6)}; while they log in p99 ${ms(logins.percentile(99) / 1e6)}`,
      beside: `budget p99 50 ms: ${ratio(p99, 50)}; a timer of 5 ms on an idle thread is 5 ms late by itself`,
    };
  } finally {
    await shell.close();
    await fleet.close();
  }
}

/** What one more connection that does nothing costs this process. */
export async function benchIdleConnections(count: number): Promise<Figure> {
  const fleet = await startFleet(count);
  const shell = openShell(fleet);
  try {
    await perform({ shell, fleet, script: 'true' }, 0);
    const before = memoryOfTreeAlone();
    await Promise.all(fleet.targets.map((_, at) => perform({ shell, fleet, script: 'true' }, at)));
    // What the logins left behind is collected while nothing happens.
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    const each = ((memoryOfTreeAlone() - before) * 1024) / (count - 1);
    return {
      name: `memory of an idle connection, ${count} of them`,
      value: `${each.toFixed(0)} KB`,
      beside: `PSS with and without them, divided; budget 150 KB: ${ratio(each, 150)}`,
    };
  } finally {
    await shell.close();
    await fleet.close();
  }
}

/** This process without its sshds, in MB. */
function memoryOfTreeAlone(): number {
  return memoryOfTree(process.pid, 'alone')?.pssMb ?? Number.NaN;
}

/** What a preflight asks 200 targets, and the same questions as one would ask them by hand. */
export async function benchSurvey(size: number): Promise<Figure> {
  const fleet = await startFleet(size);
  const shell = openShell(fleet);
  try {
    const questions = 'df -Pk ~; df -Pi ~; test -w ~; command -v sh; date +%s.%N';
    const peer = await clush(fleet, questions);
    const { signal } = new AbortController();
    const question = { folders: ['~'], programs: ['sh'], withinMs: 120_000, signal };
    const all = () =>
      timed(async () => {
        const waiting = [...fleet.targets];
        const lane = async () => {
          for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) {
            const survey = await shell.survey(target, question);
            if (survey.kind !== 'answered') throw new Error(`${target.name}: ${survey.reason}`);
          }
        };
        await Promise.all(Array.from({ length: 32 }, lane));
      });
    const cold = await all();
    const warm = await all();
    const than =
      peer === null
        ? 'clush is not installed here'
        : `clush -f 32, the same questions: ${ms(peer)}: ${ratio(peer, cold)} as fast cold, ${ratio(peer, warm)} warm`;
    return { name: `preflight of ${size} SSH targets`, value: `cold ${ms(cold)}, warm ${ms(warm)}`, beside: than };
  } finally {
    await shell.close();
    await fleet.close();
  }
}
