import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../contract/client.ts';
import { stepIdSchema, targetNameSchema } from '../../contract/ids.ts';
import type { TopicMessage } from '../../contract/topics.ts';
import type { RunView } from '../../contract/views.ts';
import { verifyWorkspace } from '../../db/verify.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { auditRules } from '../../main/domain/audit/rules.ts';
import { type Core, compose } from '../../main/hosts/compose.ts';
import { outputRunbook } from '../bench/output-desk.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';

let sshd: Sshd;
let workspace: string;
let core: Core;
let client: Client;

beforeAll(async () => {
  sshd = await startSshd();
  workspace = mkdtempSync(path.join(tmpdir(), 'holdpoint-output-'));
  copyFileSync(sshd.knownHosts, path.join(workspace, 'known_hosts'));
  const made = await compose({ workspaceDir: workspace, mode: 'drive', host: 'test' });
  if (made.kind !== 'core') throw new Error(made.message);
  core = made;
  client = core.connect({ via: 'api' });
});

afterAll(async () => {
  await core.close(0);
  await sshd.stop();
  rmSync(workspace, { recursive: true, force: true });
});

function value<T>(answer: { ok: true; value: T } | { ok: false; problem: { message: string } }): T {
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

async function until<T>(look: () => Promise<T | null>): Promise<T> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come to that');
}

/** Runs one step to its end; answers with the attempt and the run as it then stands. */
async function ran(id: string, script: string, limit = '') {
  const text = outputRunbook(sshd, { id, run: script }).replace(
    '    duration: 5m',
    `    start: auto\n    duration: 5m${limit}`,
  );
  value(await client.call('documents.save', { text, reason: 'test' }));
  const key = { key: id, mode: 'live', inputs: {}, commandId: `create-${id}` } as const;
  const { runId } = value(await client.call('runs.create', key));
  const { header } = value(await client.call('runs.get', { runId, logEntries: 0 }));
  const start = {
    runId,
    commandId: `start-${id}`,
    basedOn: header.lifecycleSeq,
    command: { type: 'start', acceptPreflight: 'a test' },
  } as const;
  value(await client.call('runs.command', start));
  const stepId = stepIdSchema.parse(id);
  const view = await until<RunView>(async () => {
    const run = value(await client.call('runs.get', { runId, logEntries: 50 }));
    const state = run.steps[0]?.state;
    return state === 'succeeded' || state === 'failed' ? run : null;
  });
  return { ref: { runId, stepId, target: targetNameSchema.parse('web-01'), attempt: 1 }, view };
}

test('output of a real step is looked at by rows, found in one attempt and in all runs, and followed to its end', async () => {
  const script = `i=0; while [ $i -lt 5000 ]; do i=$((i+1)); echo "line $i of the move"; done; echo 'the needle' >&2`;
  const { ref } = await ran('rows', script);
  const all = { ...ref, choice: 'all' } as const;
  const window = value(await client.call('output.rows', { ...all, from: 2_500, count: 3 }));
  expect(window.totals).toMatchObject({ rows: 5_001, lines: 5_001, settled: 5_001, isCounted: true });
  const { row } = value(await client.call('output.place', { ...ref, choice: 'stdout', to: { line: 4_000 } }));
  const stdout = value(await client.call('output.rows', { ...ref, choice: 'stdout', from: row, count: 1 }));
  expect(stdout.rows[0]).toMatchObject({ line: 4_000, text: 'line 4000 of the move' });
  const query = { text: 'LINE 499', isPattern: false, isCaseSensitive: false };
  const found = value(await client.call('output.find', { ...ref, choice: 'stdout', query }));
  expect(found).toMatchObject({ next: null, rows: [498, ...Array.from({ length: 10 }, (_, at) => 4_989 + at)] });
  const endless = { text: '(a+)+$', isPattern: true, isCaseSensitive: true };
  expect(value(await client.call('output.find', { ...all, query: endless })).rows).toEqual([]);
  const hits = await until(async () => {
    const answer = value(await client.call('output.search', { text: 'needl' }));
    return answer.hits.length > 0 ? answer.hits : null;
  });
  expect(hits[0]).toMatchObject({ ...ref, stream: 'stderr', offset: 0, text: 'the needle', marks: [[4, 9]] });
  const last = await new Promise<TopicMessage<'rows'>>((resolve, reject) => {
    client.subscribe('rows', all, { message: resolve, problem: (problem) => reject(new Error(problem.message)) });
  });
  expect(last).toMatchObject({ complete: true, totals: { rows: 5_001 } });
  expect(last.last.at(-1)?.at).toBe(5_000);
});

const flood = `yes 'a line of a chatty migration' | head -c 3000000; echo THE END`;

test('a step that prints more than its outputLimit is stopped and has failed, what came before is kept and marked', async () => {
  const { ref, view } = await ran('stopped', `${flood}; sleep 600`, '\n    outputLimit: 128KiB');
  expect(view.steps[0]?.stateReason).toContain('more than its outputLimit of 131072 bytes');
  const { totals } = value(await client.call('output.rows', { ...ref, choice: 'all', from: 0, count: 1 }));
  const { rows } = value(await client.call('output.rows', { ...ref, choice: 'all', from: totals.rows - 2, count: 2 }));
  expect(rows.at(-1)?.leftOut?.bytes).toBeGreaterThan(0);
  expect(totals.bytes).toBeLessThan(131_072 + 300);
});

test('a step that keeps head and tail goes on, and everybody can see what is missing', async () => {
  const { ref, view } = await ran(
    'both-ends',
    flood,
    '\n    outputLimit: { size: 128KiB, policy: keep-head-and-tail }',
  );
  expect(view.steps[0]?.state).toBe('succeeded');
  const { totals } = value(await client.call('output.rows', { ...ref, choice: 'all', from: 0, count: 1 }));
  const { rows } = value(await client.call('output.rows', { ...ref, choice: 'all', from: totals.rows - 1, count: 1 }));
  expect(rows[0]?.text).toMatch(/THE END$/);
  expect(view.log.map((entry) => entry.sentence).join('\n')).toMatch(/its outputLimit left out \d+ bytes of stdout/);
  const verified = await verifyWorkspace(workspace, auditRules(sha256));
  expect(verified).toMatchObject({ kind: 'verified', firstBadSeq: null });
});
