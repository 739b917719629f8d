import { afterAll, expect, it } from 'vitest';
import type { DocumentEdit } from '../../contract/editing.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import { documentReading } from '../../main/core/reading/document-reading.ts';
import { threadedDocumentReader } from '../../main/hosts/threaded-document-reader.ts';
import { heldUp } from '../support/held-up.ts';

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

it.each<[string, DocumentEdit[]]>([
  ['thousands of rows pasted', [{ kind: 'insert', at: 1, rows: Array.from({ length: 5000 }, (_, at) => row(at)) }]],
  ['a hundred edits', Array.from({ length: 100 }, (_, at) => ({ kind: 'insert', at: 1, rows: [row(at)] }))],
])(
  'a small text with %s does not hold up the core',
  async (_name, edits) => {
    await reader.look(small.repeat(1).padEnd(9000, '\n'));
    const { longest, took } = await heldUp(() => reader.edit(small, edits));
    expect(longest).toBeLessThan(took / 2);
  },
  60_000,
);

it('a large text put onto a small one is merged and compared elsewhere, too', async () => {
  const large = `${small}${Array.from({ length: 200_000 }, (_, at) => `# ${at}`).join('\n')}`;
  const { longest, took } = await heldUp(() => reader.merge(small, { newest: large, mine: large.toUpperCase() }));
  expect(longest).toBeLessThan(took / 2);
});
