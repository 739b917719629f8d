/** By hand: `node test/integration/ssh/timing.ts [times]`. Warm `echo hi` on one connection, by each way to run it. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { Client } from 'ssh2';
import { startSshd } from '../../support/sshd.ts';
import { perform, shellFor } from '../../support/sshd-shell.ts';

const times = Number(process.argv[2] ?? 60);
const sshd = await startSshd();
const shell = shellFor([sshd]);
const client = new Client();
const socket = connect({ host: sshd.host, port: sshd.port, noDelay: true });
await new Promise<void>((resolve, reject) => {
  client.once('ready', () => resolve()).once('error', reject);
  client.connect({
    sock: socket,
    username: sshd.user,
    privateKey: readFileSync(sshd.identity),
    hostVerifier: () => true,
  });
});

const raw = () =>
  new Promise<void>((resolve, reject) => {
    client.exec('echo hi', (error, channel) => {
      if (error) return reject(error);
      channel.resume();
      channel.stderr.resume();
      channel.once('close', () => resolve());
    });
  });
const through = (detach: boolean) => async () => {
  await perform(shell, sshd.target('t'), { script: 'echo hi', detach }).finished;
};

async function measure(name: string, once: () => Promise<void>): Promise<void> {
  for (let i = 0; i < 5; i++) await once();
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    await once();
    took.push(performance.now() - began);
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => (took[Math.floor(share * (times - 1))] ?? 0).toFixed(1);
  console.log(`${name.padEnd(24)} p50 ${at(0.5)} ms   p90 ${at(0.9)} ms   p99 ${at(0.99)} ms`);
}

await measure('exec of ssh2, nothing else', raw);
await measure('plain (detach: false)', through(false));
await measure('detached', through(true));
client.end();
await shell.close();
await sshd.stop();
