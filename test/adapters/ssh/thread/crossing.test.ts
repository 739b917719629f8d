import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { type Batch, Crossing, CrossingLost } from '../../../../main/adapters/ssh/thread/crossing.ts';

interface Said {
  readonly kind: string;
  readonly bytes?: Uint8Array;
}

type Far = {
  readonly calls: {
    add(a: number, b: number): number;
    fail(): never;
    until(question: { readonly signal: AbortSignal }): Promise<string>;
    size(bytes: Uint8Array): number;
  };
  readonly streams: {
    count(request: { readonly from: Uint8Array }, hear: (message: Said) => void): { more(bytes: Uint8Array): void };
  };
};
type Near = { readonly calls: Record<never, never>; readonly streams: Record<never, never> };

const far: Far = {
  calls: {
    add: (a, b) => a + b,
    fail: () => {
      throw new Error('as it was meant to');
    },
    until: ({ signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve('given up'), { once: true })),
    size: (bytes) => bytes.length,
  },
  streams: {
    count: ({ from }, hear) => {
      hear({ kind: 'output', bytes: from });
      return {
        more: (bytes) => {
          hear({ kind: 'output', bytes });
          if (bytes.length === 0) hear({ kind: 'finished' });
        },
      };
    },
  },
};

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

function pair() {
  const { port1, port2 } = new MessageChannel();
  const batches: Batch[] = [];
  const isLast = (message: unknown) => JSON.stringify(message).includes('"finished"');
  const rules = { isUrgent: () => false, isLast };
  const near = new Crossing<Near, Far>({
    port: { postMessage: (batch, handed) => port1.postMessage(batch, [...handed]) },
    ours: { calls: {}, streams: {} },
    ...rules,
  });
  const other = new Crossing<Far, Near>({
    port: { postMessage: (batch, handed) => port2.postMessage(batch, [...handed]) },
    ours: far,
    ...rules,
  });
  port1.on('message', (batch: Batch) => {
    batches.push(batch);
    near.take(batch);
  });
  port2.on('message', (batch: Batch) => other.take(batch));
  closing.push(() => {
    port1.close();
    port2.close();
  });
  return { near, batches };
}

describe('between two threads', () => {
  it('a question is answered, and what a deed threw is passed on', async () => {
    const { near } = pair();
    expect(await near.call('add', 2, 3)).toBe(5);
    await expect(near.call('fail')).rejects.toThrow('as it was meant to');
  });

  it('an abort reaches the other side', async () => {
    const { near } = pair();
    const stop = new AbortController();
    const asked = near.call('until', { signal: stop.signal });
    stop.abort();
    expect(await asked).toBe('given up');
  });

  it('bytes arrive as they were, and those of our pools stay ours', async () => {
    const { near } = pair();
    const pooled = Buffer.from('a piece of a pool');
    expect(await near.call('size', pooled)).toBe(17);
    expect(pooled.toString()).toBe('a piece of a pool');
  });

  it('many small messages of one turn are one', async () => {
    const { near, batches } = pair();
    const heard: string[] = [];
    const over = Promise.withResolvers<void>();
    const tell = near.open('count', { from: Buffer.from('first') }, ({ kind, bytes }) => {
      heard.push(bytes === undefined ? kind : Buffer.from(bytes).toString());
      if (kind === 'finished') over.resolve();
    });
    for (let i = 0; i < 100; i++) tell('more', Buffer.from(`piece ${i}`));
    tell('more', new Uint8Array(0));
    await over.promise;
    expect(heard).toEqual(['first', ...Array.from({ length: 100 }, (_, i) => `piece ${i}`), '', 'finished']);
    expect(batches.length).toBeLessThan(5);
    expect(near.pending).toBe(0);
  });

  it('who asked a side that is gone is told so', async () => {
    const { near } = pair();
    const asked = near.call('until', { signal: new AbortController().signal });
    near.lose();
    await expect(asked).rejects.toThrow(CrossingLost);
    await expect(near.call('add', 1, 1)).rejects.toThrow(CrossingLost);
  });
});
