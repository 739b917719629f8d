import { ask, openChannel } from './channel.ts';
import type { Lease } from './connection-pool.ts';
import { newMark } from './remote-folder.ts';
import { remoteCommands } from './remote-programs.ts';

/** The target's boot id, asked once a connection: a reboot ends the connection. null = it has none. */
export function bootIdOf(lease: Lease, timeoutMs: number): Promise<string | null> {
  const known = lease.facts.get('boot');
  if (known !== undefined) return known;
  const asking = askBootId(lease, timeoutMs);
  lease.facts.set('boot', asking);
  return asking;
}

async function askBootId(lease: Lease, timeoutMs: number): Promise<string | null> {
  const channel = await openChannel(lease, remoteCommands.bootId, timeoutMs);
  if (!channel.ok) {
    lease.facts.delete('boot');
    return null;
  }
  const mark = newMark();
  const answer = await ask(channel.value, mark, { input: `${mark}\n`, timeoutMs });
  const bootId = answer?.split(' ')[1] ?? '-';
  return bootId === '-' ? null : bootId;
}
