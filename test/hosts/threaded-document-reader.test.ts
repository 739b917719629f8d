import { afterAll, expect, it } from 'vitest';
import type { DocumentEdit } from '../../contract/editing.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import { documentReading } from '../../main/core/reading/document-reading.ts';
import { threadedDocumentReader } from '../../main/hosts/threaded-document-reader.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const reader = threadedDocumentReader(documentReading({ resolveWallTime, digest: sha256 }), quiet);
afterAll(() => reader.close());

const small = `apiVersion: holdpoint/v1
kind: Runbook
key: small
title: Small
timezone: UTC
steps:
  - id: look
    kind: manual
    title: Look
    instructions: Look.
    duration: 1m
`;
const row = (number: number) => ({ id: `s-${number}`, kind: 'manual', title: `Step ${number}`, duration: '1m' });

/** The longest time this thread was held up while the work went on. */
async function heldUp(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 5);
  await work();
  look();
  clearInterval(timer);
  return longest;
}

it.each<[string, DocumentEdit[]]>([
  ['thousands of rows pasted', [{ kind: 'insert', at: 1, rows: Array.from({ length: 5000 }, (_, at) => row(at)) }]],
  ['a hundred edits', Array.from({ length: 100 }, (_, at) => ({ kind: 'insert', at: 1, rows: [row(at)] }))],
])(
  'a small text with %s does not hold up the core',
  async (_name, edits) => {
    await reader.look(small.repeat(1).padEnd(9000, '\n'));
    expect(await heldUp(() => reader.edit(small, edits))).toBeLessThan(350);
  },
  60_000,
);

it('a large text put onto a small one is merged and compared elsewhere, too', async () => {
  const large = `${small}${Array.from({ length: 40_000 }, (_, at) => `# ${at}`).join('\n')}`;
  const held = await heldUp(() => reader.merge(small, { newest: large, mine: large.toUpperCase() }));
  expect(held).toBeLessThan(350);
});
