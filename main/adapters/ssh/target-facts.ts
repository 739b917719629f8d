import { ask } from './channel.ts';
import type { Lease } from './connection-pool.ts';
import { newMark } from './remote-folder.ts';
import { remoteCommands } from './remote-programs.ts';
import { type Reached, reached, troubled } from './trouble.ts';

/**
 * The target's boot id, asked once a connection: a reboot ends the connection. null = it has none. A login that does
 * not answer this would not answer a command either: then nothing is sent to it.
 */
export function bootIdOf(lease: Lease, timeoutMs: number): Promise<Reached<string | null>> {
  const known = lease.facts.get('boot');
  if (known !== undefined) return known;
  const asking = askBootId(lease, timeoutMs);
  lease.facts.set('boot', asking);
  return asking;
}

async function askBootId(lease: Lease, timeoutMs: number): Promise<Reached<string | null>> {
  const channel = await lease.link.exec(remoteCommands.bootId, timeoutMs);
  if (!channel.ok) {
    lease.facts.delete('boot');
    return reached(null);
  }
  const mark = newMark();
  let isLate = false;
  const late = () => {
    isLate = true;
    lease.facts.delete('boot');
  };
  const answer = await ask(channel.value, mark, { input: `${mark}\n`, timeoutMs, late });
  if (isLate) {
    const seconds = timeoutMs / 1000;
    return troubled('timeout', `Logged in, but the target's shell did not answer within ${seconds} s.`);
  }
  const bootId = answer?.split(' ')[1] ?? '-';
  return reached(bootId === '-' ? null : bootId);
}
