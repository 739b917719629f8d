import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Client } from '../../contract/client.ts';
import type { Result } from '../../contract/errors.ts';
import { type Core, compose } from '../../main/hosts/compose.ts';
import { deployStep, runbookOf } from '../core/runbooks.ts';

const folders: string[] = [];
const cores: Core[] = [];

afterEach(async () => {
  for (const core of cores.splice(0)) await core.close(0);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'holdpoint-documents-'));
  folders.push(made);
  return made;
}

async function open(workspaceDir: string): Promise<Client> {
  const core = await compose({ workspaceDir, mode: 'record', host: 'test' });
  if (core.kind !== 'core') throw new Error(core.message);
  cores.push(core);
  return core.connect({ via: 'desk' });
}

function must<T>(answer: Result<T>): T {
  if (!answer.ok) throw new Error(`${answer.problem.code}: ${answer.problem.message}`);
  return answer.value;
}

const first = runbookOf(deployStep());

async function saved(client: Client, text: string, basedOnRevision?: number) {
  const based = basedOnRevision === undefined ? {} : { basedOnRevision };
  return client.call('documents.save', { text, reason: 'as asked', ...based, attribution: { by: 'Ana' } });
}

async function opened() {
  const workspace = folder();
  const client = await open(workspace);
  const { document } = must(await saved(client, first));
  return { client, workspace, key: document.key };
}

async function titled(client: Client, text: string, title: string): Promise<string> {
  const made = must(
    await client.call('documents.edit', { text, edits: [{ kind: 'set', row: 0, field: 'title', text: title }] }),
  );
  return made.splices.reduceRight((now, { from, to, text: by }) => now.slice(0, from) + by + now.slice(to), text);
}

test('every save is a revision with author and reason, each can be read and compared', async () => {
  const { client, key } = await opened();
  const second = await titled(client, first, 'Another title');
  must(await saved(client, second, 1));
  const history = must(await client.call('documents.history', { key }));
  expect(history.map(({ revision, savedBy, reason }) => [revision, savedBy, reason])).toEqual([
    [2, 'Ana', 'as asked'],
    [1, 'Ana', 'as asked'],
  ]);
  expect(must(await client.call('documents.get', { key, revision: 1 })).text).toBe(first);
  const { lines, added, removed } = must(await client.call('documents.compare', { key, from: 1, to: 2 }));
  expect([added, removed]).toEqual([1, 1]);
  expect(lines.find(({ kind }) => kind === 'added')?.text).toContain('Another title');
  expect(must(await client.call('documents.compare', { key, from: 2, to: { text: second } }))).toMatchObject({
    added: 0,
  });
});

test('of two editors of one revision the second is refused, and may merge or see both sides', async () => {
  const { client, key } = await opened();
  const theirs = await titled(client, first, 'Theirs');
  must(await saved(client, theirs, 1));
  const apart = `${first}\n# a remark at the end\n`;
  expect(await saved(client, apart, 1)).toMatchObject({ ok: false, problem: { code: 'conflict' } });
  const merge = must(await client.call('documents.merge', { key, basedOnRevision: 1, text: apart }));
  expect(merge).toMatchObject({ newest: 2, text: `${theirs}\n# a remark at the end\n`, conflicts: [] });
  const clash = await titled(client, first, 'Mine');
  const both = must(await client.call('documents.merge', { key, basedOnRevision: 1, text: clash }));
  expect(both.text).toBeNull();
  expect(both.conflicts[0]?.newest.join('')).toContain('Theirs');
  expect(both.conflicts[0]?.mine.join('')).toContain('Mine');
});

test('a bound file follows each save, is never written over unseen, and stays bound after a restart', async () => {
  const { client, workspace, key } = await opened();
  const file = path.join(folder(), 'book.yaml');
  expect(await client.call('documents.link', { key, path: file })).toMatchObject({ problem: { code: 'not-found' } });
  writeFileSync(file, first);
  expect(must(await client.call('documents.link', { key, path: file })).state).toBe('same');
  const second = await titled(client, first, 'Second');
  expect(must(await saved(client, second, 1)).file).toMatchObject({ state: 'same' });
  expect(readFileSync(file, 'utf8')).toBe(second);

  writeFileSync(file, first.replace('title:', 'title: # by vim\n   '));
  const vim = readFileSync(file, 'utf8');
  const third = await titled(client, second, 'Third');
  expect(must(await saved(client, third, 2)).file).toMatchObject({ state: 'changed' });
  expect(readFileSync(file, 'utf8')).toBe(vim);

  for (const core of cores.splice(0)) await core.close(0);
  const again = await open(workspace);
  const seen = must(await again.call('documents.file', { key, withText: true }));
  expect(seen).toMatchObject({ state: 'changed', path: file, text: vim });
  expect(await again.call('documents.write', { key, seenSha256: 'a'.repeat(64) })).toMatchObject({
    problem: { code: 'conflict' },
  });
  expect(must(await again.call('documents.write', { key, seenSha256: seen?.sha256 ?? null })).state).toBe('same');
  expect(readFileSync(file, 'utf8')).toBe(third);

  rmSync(file);
  expect(must(await again.call('documents.file', { key }))).toMatchObject({
    state: 'missing',
    message: `There is no file ${file}.`,
  });
  must(await again.call('documents.unlink', { key }));
  expect(must(await again.call('documents.file', { key }))).toBeNull();
});

test('a large runbook is read beside the core, which goes on meanwhile', async () => {
  const client = await open(folder());
  const steps = Array.from(
    { length: 1500 },
    (_, at) => `  - { id: s${at}, kind: manual, title: Step ${at}, duration: 1m }\n`,
  );
  const text = `apiVersion: holdpoint/v1\nkind: Runbook\nkey: big\ntitle: Big\nsteps:\n${steps.join('')}`;
  let longest = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  const started = performance.now();
  must(await client.call('documents.lint', { text }));
  const took = performance.now() - started;
  clearInterval(beat);
  expect(longest).toBeLessThan(Math.max(100, took / 2));
  const table = must(await client.call('documents.table', { text }));
  expect(table.kind === 'table' && table.table.rows.length).toBe(1500);
});
