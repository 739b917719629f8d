import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Result } from '../../contract/errors.ts';
import { isOperationName, operations } from '../../contract/operations.ts';
import { topics } from '../../contract/topics.ts';
import { type Core, compose } from '../../main/hosts/compose.ts';
import { type Hostile, hostileValues } from './hostile-values.ts';
import { inputRows, type Present, topicRows } from './operation-rows.ts';

const runbook = `apiVersion: holdpoint/v1
kind: Runbook
key: hostile
title: Hostile
timezone: UTC
inputs:
  - { name: version, default: '1' }
  - { name: token, secret: true }
inventory:
  - { name: web, kind: ssh, host: 127.0.0.1, port: 1, user: nobody }
people:
  - { role: Lead, name: Anna }
steps:
  - { id: manual, kind: manual, title: By hand, responsible: Lead, duration: 1m }
`;

const checklist = `apiVersion: holdpoint/v1
kind: Checklist
key: ready
title: Ready
items:
  - { id: first, text: Frozen, due: T-5d, fourEyes: true, evidence: [{ id: link, text: Where, type: link }] }
`;

/** The folder around everything a core may write; beside the workspace lie things it must leave alone. */
let around: string;
let workspaceDir: string;
let core: Core;
let present: Present;

async function asked<T>(operation: string, input: unknown): Promise<T> {
  const answer = await core.dispatcher.call(operation, input, { via: 'desk' });
  if (!answer.ok) throw new Error(`${operation}: ${answer.problem.message}`);
  return answer.value as T;
}

beforeAll(async () => {
  around = mkdtempSync(path.join(tmpdir(), 'holdpoint-hostile-'));
  workspaceDir = path.join(around, 'one', 'two', 'workspace');
  mkdirSync(path.join(around, 'one'));
  mkdirSync(path.join(around, 'home'));
  mkdirSync(path.join(around, 'tmp'), { mode: 0o700 });
  mkdirSync(path.join(around, 'run'), { mode: 0o700 });
  writeFileSync(path.join(around, 'victim'), 'left alone');
  writeFileSync(path.join(around, 'one', 'victim'), 'left alone');
  vi.stubEnv('HOME', path.join(around, 'home'));
  vi.stubEnv('TMPDIR', path.join(around, 'tmp'));
  vi.stubEnv('XDG_RUNTIME_DIR', path.join(around, 'run'));
  const opened = await compose({ workspaceDir, mode: 'drive', host: 'test' });
  if (opened.kind === 'refused') throw new Error(JSON.stringify(opened));
  core = opened;
  const { document } = await asked<{ document: { key: string } }>('documents.save', { text: runbook });
  const stored = await asked<{ sha256: string }>('attachments.upload', {
    ...{ uploadId: 'upload-1', index: 0, dataBase64: 'aGVsbG8=', last: true, name: 'a', mediaType: 'text/plain' },
  });
  const { runId } = await asked<{ runId: string }>('runs.create', {
    ...{ key: document.key, mode: 'rehearsal', secrets: { token: 'long-enough' }, commandId: 'the-first-command' },
  });
  await asked('documents.save', { text: checklist });
  const opening = { key: 'ready', t0: '2026-11-28T22:00', commandId: 'the-first-opening' };
  const { passId } = await asked<{ passId: string }>('checklists.open', opening);
  present = { runId, key: document.key, text: runbook, sha256: stored.sha256, checklist: 'ready', passId };
});
afterAll(async () => {
  await core.close(0);
  vi.unstubAllEnvs();
  rmSync(around, { recursive: true, force: true });
});

/** Everything outside of the workspace, with its size: must be the same after any input. */
function outside(): string[] {
  return (
    readdirSync(around, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((file) => !file.startsWith(workspaceDir))
      // The practice range keeps its keys here, between workspaces: the one thing written elsewhere, when asked for.
      .filter((file) => !file.startsWith(path.join(around, 'home', '.holdpoint', 'range')))
      .map((file) => `${path.relative(around, file)} ${statSync(file).size}`)
      .sort()
  );
}

/** Each member, at any depth, replaced by this value; then the whole; then with a stranger's members beside it. */
function spoilt(good: unknown, value: unknown): unknown[] {
  const inside = isRecord(good)
    ? Object.entries(good).flatMap(([name, member]) => spoilt(member, value).map((bad) => ({ ...good, [name]: bad })))
    : Array.isArray(good)
      ? spoilt(good[0], value).map((bad) => [bad])
      : [];
  return [...inside, value];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** With members that mean something to an engine that merges objects. */
function dressed(good: unknown): unknown[] {
  const text = JSON.stringify(good).slice(1);
  const comma = text === '}' ? '' : ',';
  return ['"__proto__":{"polluted":1}', '"constructor":{"prototype":{"polluted":1}}', '"then":1', '"toJSON":null'].map(
    (member) => JSON.parse(`{${member}${comma}${text}`),
  );
}

/** Every member any operation knows, so that chance hits something. */
function memberNames(): string[] {
  const names = { runId: 'r', key: 'k', text: 't', sha256: 's', checklist: 'c', passId: 'p' };
  const rows = Object.values(inputRows).map((row) => row(names));
  return [...new Set(rows.flatMap((row) => (isRecord(row) ? Object.keys(row) : [])))];
}

const isDefect = (answer: Result<unknown>) => !answer.ok && answer.problem.code === 'defect';

describe('hostile input', () => {
  it('has a row for every operation and every topic', () => {
    expect(Object.keys(inputRows).sort()).toEqual(Object.keys(operations).sort());
    expect(Object.keys(topicRows).sort()).toEqual(Object.keys(topics).sort());
  });

  it.each(Object.entries(inputRows))(
    'never makes a defect of %s, nor touches a file elsewhere',
    async (name, row) => {
      const before = outside();
      const bad: string[] = [];
      const good = row(present);
      const tries: readonly Hostile[] = [
        ...hostileValues.flatMap(([what, value]) => spoilt(row(present), value).map((input): Hostile => [what, input])),
        ...dressed(good).map((input): Hostile => ['dressed', input]),
      ];
      for (const [what, input] of tries) {
        const answer = await core.dispatcher.call(name, input, { via: 'desk' });
        if (isDefect(answer)) bad.push(`${what}: ${JSON.stringify(input)?.slice(0, 200)}`);
      }
      expect(bad).toEqual([]);
      expect(outside()).toEqual(before);
      expect(Reflect.get({}, 'polluted')).toBeUndefined();
      expect(Reflect.get({}, 'isAdmin')).toBeUndefined();
    },
    60_000,
  );

  it.each(Object.entries(topicRows))('never makes a defect of the topic %s', (name, row) => {
    const bad: string[] = [];
    for (const [what, value] of hostileValues)
      for (const params of spoilt(row(present), value)) {
        const opened = core.dispatcher.open(name, params, () => {});
        if (isDefect(opened)) bad.push(what);
        if (!opened.ok) continue;
        opened.value.take();
        opened.value.close();
      }
    expect(bad).toEqual([]);
  });

  it('is made up by chance as well, around the good input of each operation', async () => {
    const names = Object.keys(inputRows).filter(isOperationName);
    const isFull = process.env.HOLDPOINT_SECURITY === 'full';
    const member = fc.constantFrom(...memberNames(), '__proto__', 'constructor');
    const made = fc.tuple(fc.constantFrom(...names), fc.dictionary(member, fc.jsonValue({ maxDepth: 3 })));
    await fc.assert(
      fc.asyncProperty(made, async ([name, members]) => {
        const good = inputRows[name](present);
        const input = { ...(isRecord(good) ? good : {}), ...members };
        if (name === 'hostkeys.trust' || name === 'practice.open') return;
        expect(isDefect(await core.dispatcher.call(name, input, { via: 'desk' }))).toBe(false);
      }),
      { numRuns: isFull ? 20_000 : 400 },
    );
  }, 300_000);

  it('of an operation or topic that is none is answered, not executed', async () => {
    for (const name of [
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      '',
      'workspace.get\0',
      'x'.repeat(1e5),
    ]) {
      expect(await core.dispatcher.call(name, {}, { via: 'desk' })).toMatchObject({
        problem: { code: 'invalid-input' },
      });
      expect(core.dispatcher.open(name, {}, () => {})).toMatchObject({ problem: { code: 'invalid-input' } });
    }
  });

  it('leaves the core as able as before, its log whole and free of failures', async () => {
    expect(await asked<{ header?: unknown }>('runs.get', { runId: present.runId })).toHaveProperty('header');
    const diaryFile = path.join(workspaceDir, 'core.log');
    const diary = existsSync(diaryFile) ? readFileSync(diaryFile, 'utf8') : '';
    const failures = diary
      .split('\n')
      .filter((line) => /"message":"(Failed|A handler answered|A projection)/.test(line));
    expect(failures).toEqual([]);
  });
});

describe('what a page may not ask for', () => {
  it('a link for another browser', async () => {
    const asDesk = await core.dispatcher.call('workspace.link', {}, { via: 'desk' });
    expect(asDesk).toMatchObject({ ok: false, problem: { code: 'unauthorized' } });
  });

  it('to act as the engine, or to say how sure we are who it was', async () => {
    const note = (attribution: unknown) =>
      core.dispatcher.call(
        'runs.command',
        {
          ...{ runId: present.runId, commandId: `note-${Math.random()}`, attribution },
          command: { type: 'note', text: 'a note' },
        },
        { via: 'desk' },
      );
    expect(await note({ via: 'engine' })).toMatchObject({ problem: { code: 'invalid-input' } });
    await note({ by: 'Mallory', assurance: 'key', osUser: 'root', machine: 'elsewhere' });
    const { lines } = await asked<{ lines: string[] }>('runs.events', { runId: present.runId, limit: 1000 });
    const said = lines.filter((line) => line.includes('Mallory'));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('"assurance":"stated"');
    expect(said[0]).not.toContain('elsewhere');
  });

  it('the secrets of a run', async () => {
    const secret = 'long-enough';
    for (const [name, row] of Object.entries(inputRows)) {
      if (name === 'practice.open' || name === 'hostkeys.scan') continue;
      const answer = await core.dispatcher.call(name, row(present), { via: 'desk' });
      expect([name, JSON.stringify(answer).includes(secret)]).toEqual([name, false]);
    }
  });
});
