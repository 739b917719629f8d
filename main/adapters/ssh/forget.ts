import { ask } from './channel.ts';
import type { ConnectionPool } from './connection-pool.ts';
import type { Endpoint } from './endpoint.ts';
import type { Limits } from './limits.ts';
import type { Link } from './link.ts';
import { newMark } from './remote-folder.ts';
import { remoteCommands } from './remote-programs.ts';

/** Of attempts on one target, by one channel. Best effort: a folder that stays costs a little space and nothing else. */
export async function forgetAttempts(
  parts: { pool: ConnectionPool; limits: Limits },
  endpoint: Endpoint,
  folders: readonly string[],
): Promise<void> {
  const lease = await parts.pool.lease(endpoint);
  if (!lease.ok) return;
  try {
    const channel = await lease.value.link.exec(remoteCommands.forget, parts.limits.connectMs);
    if (!channel.ok) return;
    const mark = newMark();
    const first = hasSwept(lease.value.link) ? 'forget' : 'sweep';
    const lines = folders.map((folder, at) => `${mark} ${at === 0 ? first : 'forget'} 0 0 ${folder}\n`);
    await ask(channel.value, mark, { input: lines.join(''), timeoutMs: parts.limits.connectMs });
  } finally {
    lease.value.release();
  }
}

const swept = new WeakSet<Link>();

/** Old folders are looked for once a connection. */
function hasSwept(link: Link): boolean {
  if (swept.has(link)) return true;
  swept.add(link);
  return false;
}
