import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Client } from '../../contract/client.ts';
import type { StepAction } from '../../contract/commands.ts';
import type { RunId } from '../../contract/ids.ts';
import type { OperationInput } from '../../contract/operations.ts';
import type { TopicMessage } from '../../contract/topics.ts';
import type { RunHeader, StepView } from '../../contract/views.ts';
import { type Connected, connectOrOwn } from '../../main/hosts/connect-or-own.ts';
import { until } from '../contract/client-suite.ts';

const runbook = (title = 'Smoke') => `apiVersion: holdpoint/v1
kind: Runbook
key: smoke
title: ${title}
timezone: UTC
inventory:
  - { name: web-01, kind: ssh, host: 127.0.0.1, user: nobody, labels: { tier: web } }
  - { name: web-02, kind: ssh, host: 127.0.0.1, user: nobody, labels: { tier: web } }
people:
  - { role: Release manager, name: Robin }
steps:
  - id: patch
    kind: ssh
    title: Patch the web tier
    responsible: Release manager
    targets: tier=web
    run: echo hi
    idempotent: true
    duration: 60s
  - id: look
    kind: manual
    title: Look at the page
    responsible: Release manager
    after: [patch]
    duration: 1m
`;

let workspaceDir: string;
const open: Connected[] = [];

beforeEach(() => {
  workspaceDir = mkdtempSync(path.join(tmpdir(), 'holdpoint-core-'));
});
afterEach(async () => {
  for (const connected of open.splice(0).reverse()) if (connected.kind !== 'refused') await connected.close();
  rmSync(workspaceDir, { recursive: true });
});

async function connect(mode: 'read' | 'record' | 'drive' = 'drive') {
  const connected = await connectOrOwn({ workspaceDir, mode, host: 'test' });
  open.push(connected);
  if (connected.kind === 'refused') throw new Error(connected.problem.message);
  return connected;
}

function recorded() {
  const text = readFileSync(path.join(workspaceDir, 'flight-recorder.ndjson'), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

let commands = 0;
async function command(client: Client, runId: RunId, given: OperationInput<'runs.command'>['command']) {
  commands += 1;
  const answer = await client.call('runs.command', { runId, command: given, commandId: `command-${commands}` });
  if (!answer.ok) throw new Error(`${JSON.stringify(given)}: ${answer.problem.message}`);
}

/** Follows a run as the face does: a snapshot, then patches laid over it. */
function mirror(client: Client, runId: RunId) {
  let header: RunHeader | null = null;
  const steps = new Map<string, StepView>();
  const log: number[] = [];
  const take = (message: TopicMessage<'run'>) => {
    const news = message.kind === 'snapshot' ? message.view : message;
    header = news.header;
    for (const step of news.steps) steps.set(step.id, step);
    log.push(...news.log.map((entry) => entry.seq));
  };
  client.subscribe('run', { runId }, { message: take });
  return { header: () => header, state: (step: string) => steps.get(step)?.state, log };
}

it('takes a rehearsal from its text to its report, through another process’s door', async () => {
  await connect();
  const { kind, client } = await connect('record');
  expect(kind).toBe('attached');

  const saved = await client.call('documents.save', { text: runbook(), reason: 'first' });
  expect(saved).toMatchObject({ ok: true, value: { document: { key: 'smoke', revision: 1, errors: 0, steps: 2 } } });
  const created = await client.call('runs.create', {
    key: 'smoke',
    mode: 'rehearsal',
    speed: 600,
    commandId: 'create-0001',
    attribution: { by: 'Robin', role: 'Release manager' },
  });
  if (!created.ok) throw new Error(created.problem.message);
  const { runId } = created.value;
  const run = mirror(client, runId);
  const act = (stepId: string, given: StepAction) => command(client, runId, { type: 'act', stepId, act: given });

  await command(client, runId, { type: 'start' });
  await until(() => run.state('patch') === 'ready');
  await act('patch', { action: 'go' });
  await until(() => run.state('look') === 'awaiting-human');
  const output = await new Promise<string>((resolve) => {
    let text = '';
    const params = { runId, stepId: 'patch', target: 'web-01', attempt: 1 };
    client.subscribe('output', params, {
      message: ({ chunks, complete }) => {
        text += chunks.map((chunk) => chunk.text).join('');
        if (complete) resolve(text);
      },
    });
  });
  expect(output).toContain('SIMULATED');
  await act('look', { action: 'start' });
  await act('look', { action: 'done' });
  await until(() => run.state('look') === 'succeeded');
  await command(client, runId, { type: 'close' });
  await until(() => run.header()?.life === 'completed');

  const report = await client.call('runs.report', { runId, format: 'html' });
  expect(report.ok && report.value.text).toContain('Patch the web tier');
  const events = await client.call('runs.events', { runId });
  if (!events.ok) throw new Error(events.problem.message);
  const seqs = events.value.lines.map((line) => JSON.parse(line).seq);
  await until(() => run.log.length >= seqs.length);
  expect(run.log).toEqual(seqs);
  expect(JSON.parse(events.value.lines[0] ?? '').actor).toMatchObject({
    person: 'Robin',
    via: 'api',
    assurance: 'stated',
  });
  expect(await client.call('runs.list', {})).toMatchObject({
    ok: true,
    value: [{ runId, life: 'completed', done: 2 }],
  });
});

it('keeps documents by revision, stores nothing of a bad one, and notices who was first', async () => {
  const { client } = await connect();
  const save = (text: string, basedOnRevision?: number) =>
    client.call('documents.save', basedOnRevision === undefined ? { text } : { text, basedOnRevision });
  expect(await save(runbook())).toMatchObject({ ok: true, value: { document: { revision: 1 } } });
  expect(await save(runbook())).toMatchObject({ ok: true, value: { document: { revision: 1 } } });
  const bad = await save(`${runbook()}  - { id: patch, kind: manual, title: Twice }\n`);
  expect(bad).toMatchObject({ ok: false, problem: { code: 'invalid-document' } });
  const both = await Promise.all([save(runbook('Left'), 1), save(runbook('Right'), 1)]);
  expect(both.map((answer) => (answer.ok ? answer.value.document.revision : answer.problem.code))).toEqual([
    2,
    'conflict',
  ]);
  const first = await client.call('documents.get', { key: 'smoke', revision: 1 });
  expect(first).toMatchObject({ ok: true, value: { text: runbook() } });
  expect(await client.call('documents.list', {})).toMatchObject({ ok: true, value: [{ title: 'Left', revision: 2 }] });
  expect(await client.call('documents.get', { key: 'smoke', revision: 3 })).toMatchObject({
    problem: { code: 'not-found' },
  });
});

it('lets a core that reads write nothing', async () => {
  const { client } = await connect('read');
  expect(await client.call('documents.list', {})).toMatchObject({ ok: true });
  expect(await client.call('documents.save', { text: runbook() })).toMatchObject({ problem: { code: 'read-only' } });
  expect(await client.call('practice.open', {})).toMatchObject({ problem: { code: 'read-only' } });
  expect(readFileSync(path.join(workspaceDir, 'flight-recorder.ndjson'), 'utf8')).toBe('');
});

it('gives the workspace to one of two that start together, and lets the other attach', async () => {
  const both = await Promise.all([connect(), connect()]);
  expect(both.map((one) => one.kind).toSorted()).toEqual(['attached', 'owner']);
  for (const { client } of both) expect(await client.call('workspace.get', {})).toMatchObject({ ok: true });
});

it('waits for a core that only reads, which nobody can attach to, until it is done', async () => {
  const reading = await connect('read');
  expect(existsSync(path.join(workspaceDir, 'core.json'))).toBe(false);
  const driving = connect();
  await new Promise((resolve) => setTimeout(resolve, 250));
  await reading.close();
  expect((await driving).kind).toBe('owner');
  open.splice(0, 1);
});

it('takes a workspace over from a core that was killed, whatever that left behind', async () => {
  const program = `
    import { connectOrOwn } from ${JSON.stringify(path.resolve(import.meta.dirname, '../../main/hosts/connect-or-own.ts'))};
    const connected = await connectOrOwn({ workspaceDir: ${JSON.stringify(workspaceDir)}, mode: 'drive', host: 'test' });
    const saved = await connected.client.call('documents.save', { text: ${JSON.stringify(runbook())} });
    console.log(connected.kind, saved.ok);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, XDG_RUNTIME_DIR: workspaceDir },
  });
  const said = await new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data))));
  expect(said.trim()).toBe('owner true');
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  const left = JSON.parse(readFileSync(path.join(workspaceDir, 'core.json'), 'utf8'));

  const { kind, client } = await connect();
  expect(kind).toBe('owner');
  expect(await client.call('documents.list', {})).toMatchObject({ ok: true, value: [{ key: 'smoke' }] });
  expect(existsSync(left.path)).toBe(false);
  const types = recorded().map((event) => event.type);
  expect(types).toEqual(['core.started', 'document.saved', 'core.started']);
});

it('gives links to programs of this machine, not to pages', async () => {
  const connected = await connect();
  if (connected.kind !== 'owner') throw new Error('not the owner');
  const page = connected.core.connect({ via: 'desk' });
  expect(await page.call('workspace.link', {})).toMatchObject({ ok: false, problem: { code: 'unauthorized' } });
  await page.close();
});

it('keeps files in pieces, in order, and gives them back', async () => {
  const { client } = await connect();
  const whole = Buffer.from('a file of several pieces\u0000\u00ff'.repeat(1000), 'latin1');
  const send = (index: number, last: boolean, dataBase64: string) =>
    client.call('attachments.upload', {
      ...{ uploadId: 'upload-1', index, last, dataBase64 },
      ...{ name: 'evidence.bin', mediaType: 'application/octet-stream' },
    });
  const pieces = [whole.subarray(0, 9000), whole.subarray(9000, 9001), whole.subarray(9001)].map((piece) =>
    piece.toString('base64'),
  );
  expect(await send(1, false, 'AAAA')).toMatchObject({ problem: { code: 'invalid-input' } });
  expect(await send(0, false, 'not base64!')).toMatchObject({ problem: { code: 'invalid-input' } });
  expect(await send(0, false, pieces[0] ?? '')).toEqual({ ok: true, value: { sha256: null, bytes: 9000 } });
  expect(await send(2, true, pieces[2] ?? '')).toMatchObject({ problem: { code: 'invalid-input' } });
  await send(1, false, pieces[1] ?? '');
  const stored = await send(2, true, pieces[2] ?? '');
  const sha256 = createHash('sha256').update(whole).digest('hex');
  expect(stored).toEqual({ ok: true, value: { sha256, bytes: whole.length } });
  const back = await client.call('attachments.read', { sha256, offset: 5, limit: 524_288 });
  expect(back.ok && Buffer.from(back.value.dataBase64, 'base64').equals(whole.subarray(5))).toBe(true);
  expect(recorded().at(-1)).toMatchObject({ type: 'attachment.stored', data: { sha256, name: 'evidence.bin' } });
});

it('states who acts: the user of this machine unless somebody is named, never the engine', async () => {
  const { client } = await connect();
  const save = (attribution: OperationInput<'documents.save'>['attribution'], text: string) =>
    client.call('documents.save', { text, ...(attribution === undefined ? {} : { attribution }) });
  const own = await save(undefined, runbook('Own'));
  const named = await save({ by: 'Kim', via: 'phone' }, runbook('Named'));
  const workspace = await client.call('workspace.get', {});
  if (!workspace.ok) throw new Error('no workspace');
  expect(own).toMatchObject({ ok: true, value: { document: { savedBy: workspace.value.osUser } } });
  expect(named).toMatchObject({ ok: true, value: { document: { savedBy: 'Kim' } } });
  expect(await save({ via: 'engine' }, runbook('Engine'))).toMatchObject({ problem: { code: 'invalid-input' } });
  expect(await save({ at: Date.now() + 60_000 }, runbook('Later'))).toMatchObject({
    problem: { code: 'invalid-input' },
  });
});
