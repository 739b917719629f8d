import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifyWorkspace } from '../../db/verify.ts';
import { openWorkspace } from '../../db/workspace.ts';
import { openOrFail, RUN, rules, temporaryFolder } from '../db/workspace-fixture.ts';
import { count, randomFrom } from './counts.ts';
import { run } from './traced.ts';

const NEVER_CLOSED = 11;
let files: ReadonlyMap<string, Buffer>;
let hashes: readonly string[];

/** A workspace whose core died: eleven events, most of them only in the write-ahead log and the recorder. */
beforeAll(async () => {
  const folder = temporaryFolder();
  const first = openOrFail(folder);
  await first.close();
  const script = join(import.meta.dirname, 'workload.ts');
  for (const kind of ['checkpoint', 'append']) await run([process.execPath, script, kind, folder]);
  const names = ['holdpoint.sqlite3', 'holdpoint.sqlite3-wal', 'flight-recorder.ndjson', `output/${RUN}/1.seg`];
  files = new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
  const copy = temporaryFolder();
  cpSync(folder, copy, { recursive: true });
  const workspace = openOrFail(copy);
  hashes = workspace.events.readJournal(RUN).map(({ hash }) => hash);
  await workspace.close();
  expect(hashes).toHaveLength(NEVER_CLOSED);
});

function withBit(name: string, random: () => number): string {
  const folder = temporaryFolder();
  for (const [file, bytes] of files) {
    const path = join(folder, file);
    const copy = Buffer.from(bytes);
    if (file === name) {
      const at = Math.floor(random() * copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, copy);
  }
  return folder;
}

describe('one flipped bit', () => {
  const timeout = count(60_000, 1_800_000);

  it('anywhere in the write-ahead log: all events are there, and verify agrees', { timeout }, async () => {
    const random = randomFrom(1);
    let adopted = 0;
    for (let flip = 0; flip < count(100, 2000); flip += 1) {
      const folder = withBit('holdpoint.sqlite3-wal', random);
      const workspace = openOrFail(folder);
      if (workspace.adopted !== null) adopted += 1;
      expect(workspace.events.readJournal(RUN).map(({ hash }) => hash)).toEqual(hashes);
      await workspace.close();
      if (flip % 10 === 0) expect(await verifyWorkspace(folder, rules)).toMatchObject({ findings: [] });
      rmSync(folder, { recursive: true });
    }
    // Most flips cost the database rows, and it says nothing: the recorder gives them back.
    expect(adopted).toBeGreaterThan(count(100, 2000) / 2);
  });

  it('anywhere in the database: rebuilt, or refused with the event named, or harmless; never another story', {
    timeout,
  }, async () => {
    const random = randomFrom(2);
    for (let flip = 0; flip < count(60, 1000); flip += 1) {
      await expectTruthOrRefusal(withBit('holdpoint.sqlite3', random));
    }
  });

  it('anywhere in the recorder: refused with the event named, or cut and completed; never another story', {
    timeout,
  }, async () => {
    const random = randomFrom(3);
    let refused = 0;
    for (let flip = 0; flip < count(60, 1000); flip += 1) {
      const isRefused = await expectTruthOrRefusal(withBit('flight-recorder.ndjson', random));
      if (isRefused) refused += 1;
    }
    expect(refused).toBeGreaterThan(count(60, 1000) / 2);
  });

  it('anywhere in a segment: verify names it, and the workspace opens', { timeout }, async () => {
    const random = randomFrom(4);
    for (let flip = 0; flip < count(5, 200); flip += 1) {
      const folder = withBit(`output/${RUN}/1.seg`, random);
      expect(await verifyWorkspace(folder, rules)).toMatchObject({
        findings: [{ where: 'output', severity: 'fault' }],
      });
      await openOrFail(folder).close();
      rmSync(folder, { recursive: true });
    }
  });

  /** true when it was refused. What was refused names its event. */
  async function expectTruthOrRefusal(folder: string): Promise<boolean> {
    const workspace = openWorkspace(folder, rules);
    if (workspace.kind === 'refused') {
      expect(['damaged', 'not-ours', 'newer']).toContain(workspace.code);
      if (workspace.code === 'damaged') expect(workspace.damagedAt).toBeGreaterThan(0);
      rmSync(folder, { recursive: true });
      return true;
    }
    expect(workspace.events.readJournal(RUN).map(({ hash }) => hash)).toEqual(hashes);
    await workspace.close();
    rmSync(folder, { recursive: true });
    return false;
  }
});
