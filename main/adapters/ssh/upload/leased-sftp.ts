import type { ChannelParts } from '../leased-channel.ts';
import { type Reached, reached } from '../trouble.ts';
import { SftpClient } from './sftp-client.ts';

export interface LeasedSftp {
  readonly client: SftpClient;
  release(): void;
}

const tries = 3;
const triesAtLimit = 20;

/** SFTP on a pooled connection; trouble `refused` = the server has none. A full connection leaves it to another one. */
export async function openLeasedSftp({ pool, endpoint, limits }: ChannelParts): Promise<Reached<LeasedSftp>> {
  let attempts = 0;
  let limited = 0;
  for (;;) {
    const lease = await pool.lease(endpoint);
    if (!lease.ok) return lease;
    const channel = await lease.value.link.subsystem('sftp', limits.connectMs);
    if (channel.ok) lease.value.opened();
    const client = channel.ok ? await SftpClient.open(channel.value, limits.connectMs) : channel;
    if (client.ok) return reached({ client: client.value, release: once(client.value, lease.value.release) });
    const { kind } = client.trouble;
    if (kind === 'limit') lease.value.full();
    lease.value.release();
    if (kind === 'refused' || (kind === 'limit' ? ++limited === triesAtLimit : ++attempts === tries)) return client;
  }
}

function once(client: SftpClient, release: () => void): () => void {
  return () => {
    client.close();
    release();
  };
}
