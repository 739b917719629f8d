import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PassView } from '../../contract/checklists.ts';
import type { Result } from '../../contract/errors.ts';
import type { PassId } from '../../contract/ids.ts';
import type { OperationInput, OperationName, OperationOutput } from '../../contract/operations.ts';
import type { TopicMessage } from '../../contract/topics.ts';
import { verifyWorkspace } from '../../db/verify.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { auditRules } from '../../main/domain/audit/rules.ts';
import { type Core, compose } from '../../main/hosts/compose.ts';

const readiness = (items: string) => `apiVersion: holdpoint/v1
kind: Checklist
key: readiness
title: Readiness
items:
${items}`;
const three = readiness(`  - { id: scope, text: The scope is frozen, due: T-5d, responsible: Release manager }
  - { id: backup, text: A backup was restored, due: '2036-11-20', fourEyes: true }
  - { id: mail, text: The mail is out, evidence: [{ id: copy, text: A copy, type: file }] }
`);
const runbook = `apiVersion: holdpoint/v1
kind: Runbook
key: orders
title: Orders 4.2
timezone: Europe/Berlin
window: { start: '2036-11-28T22:00', end: '2036-11-29T02:00' }
people:
  - { role: Release manager, name: Anna }
steps:
  - { id: ready, kind: checklist, title: Ready, responsible: Release manager, checklist: readiness, duration: 5m }
`;

let folder: string;
let core: Core;
let commands = 0;

async function start(): Promise<void> {
  const opened = await compose({ workspaceDir: folder, mode: 'drive', host: 'test' });
  if (opened.kind === 'refused') throw new Error(opened.message);
  core = opened;
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-checklists-'));
  await start();
});
afterEach(async () => {
  await core.close(0);
  rmSync(folder, { recursive: true, force: true });
});

const commandId = () => `command-${++commands}`;

async function ask<N extends OperationName>(name: N, input: OperationInput<N>): Promise<Result<OperationOutput<N>>> {
  const answer = await core.dispatcher.call(name, input, { via: 'desk' });
  return answer as Result<OperationOutput<N>>;
}

async function must<N extends OperationName>(name: N, input: OperationInput<N>): Promise<OperationOutput<N>> {
  const answer = await ask(name, input);
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.problem)}`);
  return answer.value;
}

type Act = OperationInput<'checklists.act'>['act'];

const act = (passId: PassId, said: Act, more: Partial<OperationInput<'checklists.act'>> = {}) =>
  ask('checklists.act', { passId, act: said, commandId: commandId(), attribution: { by: 'Anna' }, ...more });
const tick = (passId: PassId, itemId: 'scope' | 'backup' | 'mail', by = 'Anna') =>
  act(passId, { action: 'tick', itemId }, { attribution: { by } });

async function opened(text = three, more: Partial<OperationInput<'checklists.open'>> = {}): Promise<PassId> {
  await must('documents.save', { text });
  const { passId } = await must('checklists.open', {
    ...{ key: 'readiness', t0: '2036-11-28T22:00', timezone: 'Europe/Berlin', commandId: commandId() },
    ...more,
  });
  return passId;
}

const passOf = (passId: PassId): Promise<PassView> => must('checklists.pass', { passId });

describe('opening a pass', () => {
  it('freezes the items, and turns due times into instants of the zone', async () => {
    const passId = await opened();
    await must('documents.save', { text: three.replace('The scope is frozen', 'Something else') });
    const { items, summary, document, newestRevision } = await passOf(passId);
    expect(items.map(({ text }) => text)).toEqual(['The scope is frozen', 'A backup was restored', 'The mail is out']);
    expect([document.revision, newestRevision]).toEqual([1, 2]);
    expect(summary).toMatchObject({ t0: Date.UTC(2036, 10, 28, 21), total: 3, ticked: 0 });
    expect(items.map(({ dueAt }) => dueAt)).toEqual([Date.UTC(2036, 10, 23, 21), Date.UTC(2036, 10, 20, 22, 59), null]);
  });

  it('for a runbook takes T0 and zone from its window', async () => {
    await must('documents.save', { text: three });
    await must('documents.save', { text: runbook });
    const { passId } = await must('checklists.open', {
      ...{ key: 'readiness', subject: { runbook: 'orders' }, commandId: commandId() },
    });
    expect(await passOf(passId)).toMatchObject({
      runbook: 'orders',
      summary: { subject: 'Orders 4.2', t0: Date.UTC(2036, 10, 28, 21), timezone: 'Europe/Berlin' },
    });
  });

  it('is refused for a due time that the zone’s clock skips, and says which', async () => {
    await must('documents.save', { text: readiness("  - { id: a, text: Early, due: '2026-03-29T02:30' }\n") });
    const open = { key: 'readiness', timezone: 'Europe/Berlin', commandId: commandId() };
    expect(await ask('checklists.open', open)).toMatchObject({
      ok: false,
      problem: { code: 'invalid-document', message: expect.stringContaining('a: 2026-03-29T02:30 does not happen') },
    });
    expect(await must('checklists.list', {})).toEqual([]);
  });

  it.each([
    [{ timezone: 'Mars/Olympus' }, 'There is no time zone'],
    [{ t0: '2026-10-25T02:30' }, 'happens twice in Europe/Berlin'],
    [{ key: 'nothing' }, 'There is no document nothing'],
    [{ subject: { runbook: 'nothing' } }, 'There is no document nothing'],
  ])('with %j is refused in words', async (more, words) => {
    await must('documents.save', { text: three });
    const open = { key: 'readiness', timezone: 'Europe/Berlin', commandId: commandId(), ...more };
    expect(await ask('checklists.open', open)).toMatchObject({
      ok: false,
      problem: { message: expect.stringContaining(words) },
    });
  });

  it('sent twice opens one pass', async () => {
    await must('documents.save', { text: three });
    const open = { key: 'readiness', commandId: commandId() };
    const [first, second] = await Promise.all([must('checklists.open', open), must('checklists.open', open)]);
    expect(first).toEqual(second);
    expect(await must('checklists.list', {})).toHaveLength(1);
  });

  it('of one checklist may be done several times, side by side', async () => {
    const first = await opened();
    const second = await opened();
    await tick(first, 'scope');
    const passes = await must('checklists.list', {});
    expect(passes.map(({ passId, ticked }) => [passId, ticked])).toEqual([
      [second, 0],
      [first, 1],
    ]);
  });
});

describe('an act', () => {
  it('sent twice counts once and gets the first answer, though the item is ticked by then', async () => {
    const passId = await opened();
    const input = { passId, act: { action: 'tick', itemId: 'scope' }, commandId: commandId() } as const;
    expect(await must('checklists.act', input)).toEqual(await must('checklists.act', input));
    expect((await passOf(passId)).items[0]?.ticks).toHaveLength(1);
  });

  it('on what has changed meanwhile is refused, a note never is', async () => {
    const passId = await opened();
    const seen = (await passOf(passId)).items[0]?.changedSeq ?? 0;
    await tick(passId, 'scope');
    const untick = { action: 'untick', itemId: 'scope', reason: 'no' } as const;
    expect(await act(passId, untick, { basedOn: seen })).toMatchObject({ problem: { code: 'stale' } });
    const note = { action: 'note', itemId: 'scope', text: 'seen' } as const;
    expect(await act(passId, note, { basedOn: seen })).toMatchObject({ ok: true });
  });

  it('by two people at once makes a two-person item whole; by one person twice it does not', async () => {
    const passId = await opened();
    const answers = await Promise.all([
      tick(passId, 'backup', 'Anna Weber'),
      tick(passId, 'backup', 'Weber, Anna'),
      tick(passId, 'backup', 'Ben Ito'),
    ]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect((await passOf(passId)).items[1]).toMatchObject({ state: 'ticked' });
  });

  it('tells when it was and who typed it, and refuses the future', async () => {
    const passId = await opened();
    const attribution = { by: 'Ben', via: 'phone', at: 1_000_000, enteredBy: 'Anna' } as const;
    await act(passId, { action: 'tick', itemId: 'scope' }, { attribution });
    expect((await passOf(passId)).items[0]?.ticks).toMatchObject([
      { by: 'Ben', at: 1_000_000, via: 'phone', assurance: 'stated', enteredBy: 'Anna' },
    ]);
    const future = { attribution: { by: 'Ben', at: Date.now() + 60_000 } };
    expect(await act(passId, { action: 'tick', itemId: 'mail' }, future)).toMatchObject({ ok: false });
  });

  it('attaches only a file that is in the workspace', async () => {
    const passId = await opened();
    const value = {
      type: 'file',
      sha256: 'f'.repeat(64),
      name: 'mail.eml',
      bytes: 5,
      mediaType: 'text/plain',
    } as const;
    const attach = { action: 'attach', itemId: 'mail', evidenceId: 'copy', value } as const;
    expect(await act(passId, attach)).toMatchObject({ problem: { code: 'not-found' } });
    const stored = await must('attachments.upload', {
      ...{
        uploadId: 'upload-1',
        index: 0,
        dataBase64: 'aGVsbG8=',
        last: true,
        name: 'mail.eml',
        mediaType: 'text/plain',
      },
    });
    await act(passId, { ...attach, value: { ...value, sha256: stored.sha256 ?? '' } });
    await tick(passId, 'mail');
    expect((await passOf(passId)).items[2]).toMatchObject({ state: 'ticked', missing: [] });
  });
});

it('closing sees every act since it was looked at, and a closed pass stays closed', async () => {
  const passId = await opened();
  const seen = (await passOf(passId)).history[0]?.seq ?? 0;
  await tick(passId, 'scope');
  const close = (more: object) => ask('checklists.close', { passId, commandId: commandId(), ...more });
  expect(await close({ basedOn: seen, reason: 'x' })).toMatchObject({ problem: { code: 'stale' } });
  expect(await close({})).toMatchObject({ problem: { code: 'refused', message: expect.stringContaining('2 items') } });
  expect(await close({ reason: 'called off' })).toMatchObject({ ok: true });
  expect(await tick(passId, 'mail')).toMatchObject({ problem: { code: 'refused' } });
  expect((await passOf(passId)).closed).toMatchObject({ note: 'called off', open: ['backup', 'mail'] });
});

it('everything stands again after a restart, and the chain of the pass is verified', async () => {
  const passId = await opened();
  await tick(passId, 'scope');
  await act(passId, { action: 'skip', itemId: 'mail', reason: 'no mail this time' });
  const before = await passOf(passId);
  await core.close(0);
  expect(await verifyWorkspace(folder, auditRules(sha256))).toMatchObject({ findings: [] });
  await start();
  expect(await passOf(passId)).toEqual(before);
  const { entries } = await must('checklists.log', { passId });
  expect(entries.map(({ sentence }) => sentence)).toEqual([
    expect.stringContaining('opened “Readiness”, 3 items'),
    'Anna (stated) ticked “The scope is frozen”',
    'Anna (stated) skipped “The mail is out”: no mail this time',
  ]);
});

it('the report says what was done, what is missing, who said so', async () => {
  const passId = await opened(three, { subject: { text: 'Orders [4.2]' } });
  await tick(passId, 'backup', 'Anna *W*');
  const { text, fileName } = await must('checklists.report', { passId });
  expect(fileName).toBe(`${passId}.md`);
  expect(text).toContain('For: Orders \\[4.2\\]');
  expect(text).toContain('- [ ] A backup was restored (due 20 Nov 2036, 23:59 Berlin (22:59 UTC)');
  expect(text).toContain('two people: 1 of 2');
  expect(text).toContain('ticked by Anna \\*W\\* (stated)');
  expect(text).toContain('evidence missing: A copy');
});

it('a pass is followed live, and home knows it', async () => {
  const passId = await opened();
  const seen: TopicMessage<'checklist'>[] = [];
  const feed = core.dispatcher.open('checklist', { passId }, () => {});
  const home = core.dispatcher.open('home', {}, () => {});
  if (!feed.ok || !home.ok) throw new Error('no feed');
  const take = () => seen.push(...(feed.value.take() as TopicMessage<'checklist'>[]));
  take();
  expect(feed.value.take()).toEqual([]);
  await tick(passId, 'scope');
  take();
  expect(seen.map(({ summary }) => summary.ticked)).toEqual([0, 1]);
  await expect.poll(() => home.value.take()).toMatchObject([{ checklists: [{ passId, ticked: 1 }] }]);
  feed.value.close();
  home.value.close();
  expect(core.dispatcher.open('checklist', { passId: 'pass-20260101-0000-none' }, () => {}).ok).toBe(false);
});

describe('a stored checklist in a runbook', () => {
  it('that is not there keeps the runbook out, with the nearest key', async () => {
    await must('documents.save', { text: three });
    const answer = await ask('documents.save', {
      text: runbook.replace('checklist: readiness', 'checklist: readines'),
    });
    expect(answer).toMatchObject({
      problem: { findings: [{ rule: 'stored-checklist-missing', cure: expect.stringContaining('Write readiness') }] },
    });
  });

  it('gives its items to the run as they stood, with key and revision in the plan', async () => {
    await must('documents.save', { text: three });
    await must('documents.save', { text: runbook });
    const { runId } = await must('runs.create', { key: 'orders', mode: 'rehearsal', commandId: commandId() });
    await must('documents.save', { text: three.replace('The scope is frozen', 'Something else') });
    const { items, evidenceDemands } = await must('runs.step', { runId, stepId: 'ready' as never });
    expect(items.map(({ text, needed }) => [text, needed])).toEqual([
      ['The scope is frozen', 1],
      ['A backup was restored', 2],
      ['The mail is out', 1],
    ]);
    expect(evidenceDemands).toMatchObject([{ id: 'mail/copy', text: 'The mail is out: A copy', required: true }]);
    const { lines } = await must('runs.events', { runId });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      data: { plan: { steps: [{ action: { from: { key: 'readiness', revision: 1 } } }] } },
    });
  });

  it('is rehearsed to its end by those the plan expects: two people, and the evidence', async () => {
    await must('documents.save', { text: three });
    await must('documents.save', { text: runbook });
    const { runId } = await must('runs.create', {
      ...{ key: 'orders', mode: 'rehearsal', speed: 600, answers: { others: 'as-planned' }, commandId: commandId() },
    });
    await must('runs.command', { runId, command: { type: 'start' }, commandId: commandId() });
    const detail = async () => (await must('runs.step', { runId, stepId: 'ready' as never })).step.state;
    await expect.poll(detail, { timeout: 15_000 }).toBe('succeeded');
    const { items, evidence } = await must('runs.step', { runId, stepId: 'ready' as never });
    expect(items.map(({ ticks }) => ticks.map(({ by }) => by))).toEqual([
      ['Anna'],
      ['Anna', 'Second person'],
      ['Anna'],
    ]);
    expect(evidence.map(({ evidenceId }) => evidenceId)).toEqual(['mail/copy']);
  });

  it('changes the plan’s hash when its items change, and not when it is merely saved again', async () => {
    await must('documents.save', { text: three });
    await must('documents.save', { text: runbook });
    const hash = async () => (await must('runbooks.get', { key: 'orders' })).hashes?.plan;
    const first = await hash();
    await must('documents.save', { text: `# a comment\n${three}` });
    expect(await hash()).toBe(first);
    await must('documents.save', { text: three.replace('The scope is frozen', 'Something else') });
    expect(await hash()).not.toBe(first);
  });
});
