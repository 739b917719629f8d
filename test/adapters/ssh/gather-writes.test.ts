import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { gatherWrites } from '../../../main/adapters/ssh/gather-writes.ts';

describe('what is written in one turn', () => {
  it('leaves as one piece, and later writes leave by themselves', async () => {
    const received: string[] = [];
    const server = createServer((peer) => peer.on('data', (bytes) => received.push(bytes.toString()))).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    gatherWrites(socket);
    await once(socket, 'connect');
    const together = vi.spyOn(socket, '_writev');
    const alone = vi.spyOn(socket, '_write');
    socket.write('length ');
    socket.write(Buffer.from('packet '));
    socket.write('seal');
    await expect.poll(() => received.join('')).toBe('length packet seal');
    expect([together.mock.calls.length, alone.mock.calls.length]).toEqual([1, 0]);
    socket.write('next');
    await expect.poll(() => received.join('')).toBe('length packet sealnext');
    socket.destroy();
    server.close();
  });
});
