import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { Client } from 'ssh2';
import type { Shell, ShellRequest } from '../../main/core/ports/shell.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { perform, shellFor } from '../support/sshd-shell.ts';
import { type Figure, median, ms, quantile, timed } from './measure.ts';

const WARM_UP = 5;

/** What outliving a cut link costs on a connection that stands: beside a bare exec, and how late a line is seen. */
export async function benchDetachedOverhead(times: number): Promise<Figure[]> {
  const sshd = await startSshd();
  const shell = shellFor([sshd]);
  const bare = await bareClient(sshd);
  try {
    // In turns: what else the machine does falls on all of them alike.
    const samples = { exec: [] as number[], plain: [] as number[], detached: [] as number[] };
    for (let i = -WARM_UP; i < times; i++) {
      const exec = await timed(() => execBare(bare));
      const plain = await timed(() => echo(shell, sshd, { detach: false }));
      const detached = await timed(() => echo(shell, sshd, {}));
      if (i < 0) continue;
      samples.exec.push(exec);
      samples.plain.push(plain);
      samples.detached.push(detached);
    }
    const delays = await lineDelays(shell, sshd, times);
    const exec = median(samples.exec);
    const over = (of: readonly number[]) => `${ms(median(of) - exec)} over it (p99 ${ms(quantile(of, 0.99) - exec)})`;
    return [
      {
        name: 'Detached step over a bare exec on the same host',
        value: `${ms(median(samples.detached))}: ${over(samples.detached)}`,
        beside: `bare exec ${ms(exec)}; plain (detach: false) ${ms(median(samples.plain))}: ${over(samples.plain)}; promised: < 50 ms`,
      },
      {
        name: 'From `echo` in a detached script to the line here',
        value: `${ms(median(delays))} (p99 ${ms(quantile(delays, 0.99))})`,
        beside: 'the clocks are one: both ends are on this machine',
      },
    ];
  } finally {
    bare.end();
    await shell.close();
    await sshd.stop();
  }
}

async function bareClient(sshd: Sshd): Promise<Client> {
  const client = new Client();
  const sock = connect({ host: sshd.host, port: sshd.port, noDelay: true });
  const privateKey = readFileSync(sshd.identity);
  client.connect({ sock, username: sshd.user, privateKey, hostVerifier: () => true });
  await once(client, 'ready');
  return client;
}

function execBare(client: Client): Promise<void> {
  return new Promise((resolve, reject) => {
    client.exec('echo hi', (error, channel) => {
      if (error) return reject(error);
      channel.resume();
      channel.stderr.resume();
      channel.once('close', () => resolve());
    });
  });
}

async function echo(shell: Shell, sshd: Sshd, more: Partial<ShellRequest>): Promise<void> {
  const done = await perform(shell, sshd.target('t'), { script: 'echo hi', ...more }).finished;
  if (done.outcome !== 'succeeded') throw new Error(`${done.outcome}: ${done.reason}`);
}

/** A script that says every 150 ms what time it is. */
async function lineDelays(shell: Shell, sshd: Sshd, lines: number): Promise<readonly number[]> {
  const delays: number[] = [];
  const script = `i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); date +%s%N; sleep 0.15; done`;
  await new Promise<void>((resolve) => {
    const request: ShellRequest = {
      ...{ target: sshd.target('t'), key: `bench.${process.pid}.lines`, script, shell: 'sh', env: {}, cwd: null },
      ...{ detach: true, timeoutMs: null, mode: 'start', offsets: { stdout: 0, stderr: 0 } },
      ...{ targetBootId: null, reconnectMs: 0 },
    };
    const task = shell.perform(request, (message) => {
      if (message.kind === 'finished') resolve();
      if (message.kind !== 'output') return;
      const now = Date.now();
      for (const line of Buffer.from(message.bytes).toString().trim().split('\n'))
        delays.push(now - Number(line) / 1e6);
    });
    task.grant(Number.MAX_SAFE_INTEGER);
  });
  return delays.map((delay) => Math.max(0, delay));
}
