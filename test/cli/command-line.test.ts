import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failed } from '../../contract/errors.ts';
import { holdpoint } from '../../main/hosts/cli/main.ts';
import { verbs } from '../../main/hosts/cli/verbs.ts';
import { quietTerminal } from './quiet-terminal.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Without a workspace: whoever opens one in these tests has gone too far. */
async function typed(...args: string[]) {
  const terminal = quietTerminal();
  const opened: string[] = [];
  const code = await holdpoint(args, {
    terminal,
    env: { HOLDPOINT_WORKSPACE: path.join(folder, 'none') },
    open: async ({ need }) => {
      opened.push(need);
      return failed('workspace-unusable', 'opened');
    },
  });
  return { code, out: terminal.stdout.join('\n'), err: terminal.stderr.join('\n'), opened };
}

test.each([
  [['statsu', 'latest'], 'There is no verb statsu. Did you mean status?'],
  [['run', '--anwsers', 'x', 'f.yaml'], 'There is no option --anwsers. Did you mean --answers?'],
  [['backout', 'latest'], 'holdpoint backout comes with the backout path.'],
  [['status'], 'Something is missing: holdpoint status RUN'],
  [['status', 'a', 'b'], 'There is a word too many, “b”: holdpoint status RUN'],
  [['run', 'none.yaml'], 'There is no file none.yaml.'],
  [['run', 'test'], 'test is a folder. Name the document in it.'],
  [['run', 'none.yaml', '--mode', 'dry'], '--mode is live or rehearsal, not dry.'],
  [['run', 'none.yaml', '--forks', '0'], '--forks is a number from 1 to 1024.'],
  [['run', 'none.yaml', '--fail', 'a=exit 1'], '--fail and --speed are for --mode rehearsal: a live run is real.'],
  [['report', 'latest', '--format', 'pdf'], '--format is html, md or json, not pdf.'],
  [['serve', '--port', 'high'], '--port is a number from 0 to 65535.'],
  [['abort', 'latest'], 'This needs a reason'],
  [['verify', '/nowhere/at/all'], 'There is nothing at /nowhere/at/all.'],
  [['run', '--workspace'], "Option '--workspace <value>' argument missing."],
])('%j is answered in a sentence, exit 2, and no workspace is opened', async (args, message) => {
  const { code, err, opened } = await typed(...args);
  expect(err).toContain(message);
  expect(code).toBe(2);
  expect(opened).toEqual([]);
});

test('what a verb needs of the workspace is what it asks for: reading never drives', async () => {
  const needs: Record<string, string[]> = {};
  for (const args of [
    ['status', 'latest'],
    ['why', 'latest'],
    ['log', 'latest'],
    ['report', 'latest'],
    ['hold', 'latest'],
    ['act', 'latest', 'x', 'go'],
    ['note', 'latest', 't'],
    ['close', 'latest'],
    ['resume', 'latest'],
  ]) {
    const { opened, code } = await typed(...args);
    expect(code).toBe(6);
    needs[args[0] ?? ''] = opened;
  }
  expect(needs).toEqual({
    status: ['read'],
    why: ['read'],
    log: ['read'],
    report: ['read'],
    hold: ['record'],
    act: ['record'],
    note: ['record'],
    close: ['record'],
    resume: ['drive'],
  });
});

test('every verb has help with its usage, its options and an example', async () => {
  for (const verb of verbs.values()) {
    const { code, out } = await typed(verb.name, '--help');
    expect(code).toBe(0);
    expect(out).toContain(`Usage: holdpoint ${verb.name}`);
    expect(out).toContain(`holdpoint ${verb.examples[0]}`);
    for (const option of Object.keys(verb.options)) expect(out).toContain(`--${option}`);
  }
  const { out } = await typed('--help');
  for (const verb of verbs.keys()) expect(out).toContain(`  ${verb} `);
});

test('lint says everything that is wrong with a file at once, where, and what would be right', async () => {
  const file = path.join(folder, 'bad.yaml');
  writeFileSync(
    file,
    'apiVersion: holdpoint/v1\nkind: Runbook\nkey: bad\ntitel: Typo\ntitle: Bad\nsteps:\n  - id: a\n    kind: manual\n    title: A\n    after: [b, nowhere]\n  - id: b\n    kind: manual\n    title: B\n    after: [a]\n  - id: c\n    kind: manual\n    title: C\n  - id: c\n    kind: manual\n    title: Again\n',
  );
  const { code, out } = await typed('lint', file);
  expect(code).toBe(2);
  const lines = out.split('\n').filter((line) => line.includes(' error '));
  expect(lines.every((line) => line.startsWith(`${file}:`) && line.includes(' — '))).toBe(true);
  for (const word of ['titel', 'nowhere', 'cycle', '“a”'])
    expect(out.toLowerCase(), word).toContain(word.replaceAll(/[“”]/g, ''));
});

test('a file larger than 4 MiB is not even read', async () => {
  const file = path.join(folder, 'huge.yaml');
  writeFileSync(file, Buffer.alloc(5 * 1024 * 1024, 32));
  const { code, err } = await typed('lint', file);
  expect(code).toBe(2);
  expect(err).toContain('MiB');
});
