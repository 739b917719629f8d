import { expect, it } from 'vitest';
import { Capture } from '../../main/core/capture/capture.ts';
import { CreditWindows } from '../../main/core/capture/credit-windows.ts';
import { secretForms } from '../../main/core/capture/secret-forms.ts';
import type { OutputStore } from '../../main/core/ports/output-store.ts';
import { memoryOutputStore } from '../support/memory-output-store.ts';

const MIB = 1024 * 1024;

/** A store that takes bytes and forgets them, and is durable when told. */
function slowStore() {
  let written = 0;
  let durable = 0;
  let waiting: (() => void)[] = [];
  const position = () => ({ stdout: { rawBytes: durable, storedBytes: durable, storedDigest: '', redactions: 0 } });
  const store: OutputStore = {
    ...memoryOutputStore(),
    positions: () => ({}),
    open: () => ({
      write: ({ bytes }) => {
        written += bytes.length;
      },
      sync: async () => {
        const upTo = written;
        await new Promise<void>((resolve) => waiting.push(resolve));
        durable = upTo;
        return position();
      },
      close: async () => {},
    }),
  };
  const letThrough = () => {
    const now = waiting;
    waiting = [];
    for (const resolve of now) resolve();
    return now.length > 0;
  };
  return { store, letThrough, behind: () => written - durable };
}

it('a source that has a gigabyte to say waits for a slow disk instead of growing the core', async () => {
  const { store, letThrough, behind } = slowStore();
  let credits = 0;
  const capture = new Capture({
    ...{ ref: { runId: 'r', stepId: 's', target: 't', attempt: 1 }, store, forms: () => secretForms([]) },
    ...{ now: () => 1, after: () => () => {}, live: () => {}, failed: (error) => expect.unreachable(String(error)) },
    grant: (bytes) => {
      credits += bytes;
    },
  });
  capture.open();
  const chunk = new Uint8Array(64 * 1024).fill(97);
  let sent = 0;
  let most = 0;
  while (sent < 1024 * MIB) {
    while (credits >= chunk.length && sent < 1024 * MIB) {
      credits -= chunk.length;
      capture.accept('stdout', sent, chunk);
      sent += chunk.length;
    }
    most = Math.max(most, behind());
    letThrough();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const ended = capture.finish();
  for (let isOver = false; !isOver; ) {
    void ended.then(() => {
      isOver = true;
    });
    letThrough();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await ended).stdout?.rawBytes).toBe(1024 * MIB);
  expect(most).toBeLessThanOrEqual(2 * MIB);
});

it('a thousand writers together stay within what one core may hold', () => {
  const windows = new CreditWindows();
  const granted = Array.from({ length: 1000 }, () => windows.open());
  expect(granted[0]).toBe(2 * MIB);
  expect(granted.reduce((sum, one) => sum + one, 0)).toBeLessThan(330 * MIB);
  for (const _ of granted) windows.close();
  expect(windows.open()).toBe(2 * MIB);
});
