import { readdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createThreadedShell } from '../../../main/adapters/ssh/thread/threaded-shell.ts';
import type { Shell } from '../../../main/core/ports/shell.ts';
import { threadFile } from '../../../main/hosts/thread-file.ts';
import { type Fleet, startFleet } from '../../bench/fleet/fleet.ts';
import { isFullCount } from '../../faults/counts.ts';
import { freePort, type Sshd, startSshd } from '../../support/sshd.ts';
import { eventually, perform, shellFor, silentLog } from '../../support/sshd-shell.ts';

const descriptors = () => readdirSync('/proc/self/fd').length;

function threaded(knownHosts: string, limits: { readonly handshakeMs?: number } = {}): Shell {
  return createThreadedShell({
    threadFile: threadFile('shell-thread'),
    knownHosts: '/nonexistent/known_hosts',
    extraKnownHosts: [knownHosts],
    home: '/nonexistent',
    agentSocket: null,
    limits,
    log: silentLog,
  });
}

describe('connecting, running and closing, again and again', () => {
  const cycles = isFullCount ? 1000 : 30;
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.stop());

  it.each([
    { where: 'here', open: () => shellFor([sshd]), times: cycles },
    { where: 'in a thread', open: () => threaded(sshd.knownHosts), times: Math.ceil(cycles / 3) },
  ])(
    'leaves no socket and no descriptor behind ($where)',
    async ({ open, times }) => {
      const once = async () => {
        const shell = open();
        for (const detach of [false, true]) {
          expect((await perform(shell, sshd.target('t'), { script: 'echo hi', detach }).finished).stdout).toBe('hi\n');
        }
        await shell.close();
      };
      await once();
      const before = descriptors();
      for (let cycle = 0; cycle < times; cycle++) await once();
      await eventually('no descriptor more than before', () => descriptors() <= before);
    },
    1_200_000,
  );
});

/** Accepts and does with each connection what is asked; never speaks. */
async function listen(deed: (peer: Socket) => void): Promise<{ readonly port: number; close(): void }> {
  const peers = new Set<Socket>();
  const server: Server = createServer((peer) => {
    peers.add(peer.on('error', () => {}));
    deed(peer);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const close = () => {
    for (const peer of peers) peer.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

describe('a fleet of which three in ten do not answer as they should', () => {
  const size = isFullCount ? 1000 : 40;
  const bad = size / 10;
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet(size - 3 * bad);
  }, 120_000);
  afterAll(() => fleet.close());

  it('runs on all others, says of each of those why, and its memory stays in bounds', async () => {
    const [first] = fleet.targets;
    if (first === undefined) throw new Error('no target');
    const mute = await listen(() => {});
    const down = await listen((peer) => peer.resetAndDestroy());
    const closed = await freePort();
    const known = path.join(fleet.folder, 'known_hosts');
    writeFileSync(path.join(fleet.folder, 'none'), '');
    const spoilt = [mute.port, down.port, closed].flatMap((port, kind) =>
      Array.from({ length: bad }, (_, i) => ({ ...first, name: `bad-${kind}-${i}`, host: `127.0.0.1`, port })),
    );
    const shell = threaded(known, { handshakeMs: 2_000 });
    const before = process.memoryUsage.rss();
    const run = (target: typeof first) => perform(shell, target, { script: 'echo hi', detach: false }).finished;
    const [good, others] = await Promise.all([Promise.all(fleet.targets.map(run)), Promise.all(spoilt.map(run))]);
    const grownMb = (process.memoryUsage.rss() - before) / 2 ** 20;
    expect(good.filter((end) => end.stdout !== 'hi\n').map((end) => end.reason)).toEqual([]);
    expect(new Set(others.map((end) => end.outcome))).toEqual(new Set(['failed']));
    const reasonsOf = (kind: number) => others.slice(kind * bad, (kind + 1) * bad).map((end) => end.reason);
    for (const reason of reasonsOf(0)) expect(reason).toContain('did not finish the key exchange within 2 s');
    for (const reason of reasonsOf(1)) expect(reason).toMatch(/dropped the connection|closed the connection/);
    for (const reason of reasonsOf(2)) expect(reason).toContain('refused the connection: nothing listens there');
    expect(grownMb).toBeLessThan(300);
    await shell.close();
    mute.close();
    down.close();
  }, 600_000);
});
