import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { holdpoint } from '../../main/hosts/cli/main.ts';
import { openAccess } from '../../main/hosts/cli/open-access.ts';
import { appendNotes, openOrFail } from '../db/workspace-fixture.ts';
import { quietTerminal } from './quiet-terminal.ts';

let place: string;
let folder: string;

beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'holdpoint-keep-'));
  folder = join(place, 'w');
  const workspace = openOrFail(folder);
  appendNotes(workspace, 3);
  await workspace.close();
});
afterEach(() => rmSync(place, { recursive: true }));

async function said(...args: string[]) {
  const terminal = quietTerminal();
  const code = await holdpoint(args, { terminal, env: {}, open: openAccess });
  return { code, out: terminal.stdout.join('\n'), err: terminal.stderr.join('\n') };
}

it('backs up into a folder that is there under a name of its own, and restores from it', async () => {
  const shelf = mkdtempSync(join(place, 'shelf-'));
  expect(await said('backup', '--workspace', folder, '--out', shelf)).toMatchObject({
    code: 0,
    out: expect.stringContaining('3 events'),
  });
  const [name = ''] = readdirSync(shelf);
  expect(name).toMatch(/^holdpoint-backup-/);
  const target = join(place, 'restored');
  expect(await said('restore', join(shelf, name), '--workspace', target)).toMatchObject({ code: 0 });
  expect(await said('verify', target)).toMatchObject({ code: 0, out: expect.stringContaining('Verified: 3 events') });
  expect(await said('restore', join(shelf, name), '--workspace', target)).toMatchObject({ code: 6 });
  expect(await said('restore', join(shelf, name))).toMatchObject({ code: 2 });
});

it('rebuilds a contradicting workspace at a word, after verify has named the event', async () => {
  const recorder = join(folder, 'flight-recorder.ndjson');
  writeFileSync(recorder, readFileSync(recorder, 'utf8').replace('note 1', 'note 9'));
  expect(await said('verify', folder)).toMatchObject({
    code: 1,
    out: expect.stringContaining('First affected event: 2'),
  });
  expect(await said('backup', '--workspace', folder, '--out', join(place, 'b'))).toMatchObject({ code: 6 });
  expect(await said('rebuild', '--workspace', folder)).toMatchObject({
    code: 0,
    out: expect.stringContaining('damaged-1.ndjson'),
  });
  expect(await said('verify', folder)).toMatchObject({ code: 0 });
});
