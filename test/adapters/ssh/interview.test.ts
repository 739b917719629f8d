import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';

import { expect, it } from 'vitest';
import { Interview } from '../../../main/adapters/ssh/interview.ts';
import type { Channel } from '../../../main/adapters/ssh/link.ts';

/** A channel whose other side talks without end and never hangs up. */
class Flood extends EventEmitter {
  readonly stderr = new PassThrough();
  kept = 0;
  write(): boolean {
    return true;
  }
  end(): void {}
  close(): void {}
}

it('a target that floods its answer is given up, and what it says after that is not kept', async () => {
  const flood = new Flood();
  const interview = new Interview(flood as unknown as Channel, 'mark');
  const asked = interview.ask('facts?\n');
  const piece = Buffer.alloc(64 * 1024, 'x');
  for (let sent = 0; sent < 5; sent++) flood.emit('data', piece);
  expect(await asked).toBeNull();
  const before = process.memoryUsage().heapUsed;
  for (let sent = 0; sent < 4_000; sent++) flood.emit('data', piece);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
  expect(await interview.ask('time\n')).toBeNull();
});
