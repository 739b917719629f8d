import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithNetworks } from '../../faults/linux-only.ts';
import { type FarHost, makeFarHost } from '../../support/far-host.ts';
import { freePort, type Sshd, startSshd, transports, useTransport } from '../../support/sshd.ts';
import { perform, shellFor } from '../../support/sshd-shell.ts';

/** With the limits of a release window: nothing is shortened here. */
for (const transport of transports)
  describeWithNetworks(`a network that drops packets and tells nobody, over ${transport}`, () => {
    let far: FarHost;
    let sshd: Sshd;
    beforeAll(async () => {
      useTransport(transport);
      far = makeFarHost();
      sshd = await startSshd({ host: far.address, port: await freePort(), world: far.world });
    });
    afterAll(async () => {
      useTransport('ssh2');
      await sshd.stop();
      far.remove();
    });

    it('the step is out of contact within 10 s, and the truth is here within 5 s after it heals', async () => {
      const shell = shellFor([sshd]);
      const script = 'i=0; while [ $i -lt 35 ]; do i=$((i+1)); echo $i; sleep 0.4; done; exit 6';
      const run = perform(shell, sshd.target('t'), { script, reconnectMs: 120_000 });
      await run.until('output');
      far.cut();
      const cutAt = performance.now();
      await run.until('lost-contact');
      const noticedMs = performance.now() - cutAt;
      await new Promise((resolve) => setTimeout(resolve, 10_000 - noticedMs));
      far.heal();
      const healedAt = performance.now();
      await run.until('regained-contact');
      const regainedMs = performance.now() - healedAt;
      console.info(
        `${transport}: out of contact after ${Math.round(noticedMs)} ms, back after ${Math.round(regainedMs)} ms`,
      );
      expect(noticedMs).toBeLessThan(10_000);
      expect(regainedMs).toBeLessThan(5_000);
      const done = await run.finished;
      expect(done).toMatchObject({ outcome: 'failed', exitCode: 6 });
      expect(done.stdout.split('\n').slice(0, -1).map(Number)).toEqual(Array.from({ length: 35 }, (_, i) => i + 1));
      await shell.close();
    }, 90_000);
  });
