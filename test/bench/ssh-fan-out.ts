import { loadavg } from 'node:os';
import { timeDesk } from './fleet/desk.ts';
import { FORKS, startFleet } from './fleet/fleet.ts';
import { type PeerTimes, timePeers } from './fleet/peers.ts';
import { type Figure, ms, ratio } from './measure.ts';

/** `echo hi` on a fleet: the whole product with its log and output store, and those who do nothing else all day. */
export async function benchSshFanOut(size: number): Promise<Figure[]> {
  const fleet = await startFleet(size);
  try {
    const peers = await timePeers(fleet, 'echo hi');
    const figures: Figure[] = [];
    for (const detach of [false, true]) {
      const { coldMs, warmMs } = await timeDesk(fleet, detach, 'echo hi');
      figures.push({
        name: `echo hi on ${size} SSH targets, ${detach ? 'detached' : 'plain exec'}, log and output store on`,
        value: `cold ${ms(coldMs)}, warm ${ms(warmMs)} (${ms(coldMs / size)} and ${ms(warmMs / size)} a target)`,
        beside: beside(peers, { coldMs, warmMs }),
      });
    }
    return figures;
  } finally {
    await fleet.close();
  }
}

function beside(peers: PeerTimes, ours: { coldMs: number; warmMs: number }): string {
  const cold = [
    ['clush', peers.clush],
    ['parallel-ssh', peers.parallelSsh],
    ['ansible raw', peers.ansible],
  ] as const;
  const known = cold.flatMap(([, time]) => (time === null ? [] : [time]));
  if (known.length === 0) return 'clush, parallel-ssh and ansible are not installed here';
  const best = Math.min(...known);
  const listed = cold.flatMap(([name, time]) => (time === null ? [] : [`${name} ${ms(time)}`])).join(', ');
  const warm =
    peers.ansibleWarm === null
      ? ''
      : `; ansible with ControlPersist ${ms(peers.ansibleWarm)}: ${ratio(peers.ansibleWarm, ours.warmMs)} as fast warm`;
  return `load ${loadavg()[0]?.toFixed(0)}; ${FORKS} at a time, cold: ${listed}: ${ratio(best, ours.coldMs)} as fast as the best, ${ratio(best, ours.warmMs)} warm${warm}`;
}
