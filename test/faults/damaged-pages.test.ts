import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { verifyWorkspace } from '../../db/verify.ts';
import { note, openOrFail, RUN, rules, sealed, temporaryFolder } from '../db/workspace-fixture.ts';
import { spread } from './counts.ts';

const PAGE = 4096;
const EVENTS = 60;

async function filled(): Promise<string> {
  const folder = temporaryFolder();
  const { events, close } = openOrFail(folder);
  for (let index = 0; index < EVENTS; index += 1)
    events.append(sealed(events, note(`note ${index} ${'x'.repeat(900)}`)));
  await close();
  return folder;
}

/** Pages that hold rows of the events themselves. */
function pagesOfEvents(path: string): readonly number[] {
  const database = new Database(path, { readonly: true });
  const bytes = readFileSync(path);
  database.close();
  const pages: number[] = [];
  for (let page = 2; page * PAGE <= bytes.length; page += 1) {
    const from = (page - 1) * PAGE;
    // 13 = a leaf of a table; events carry their text in it.
    if (bytes[from] === 13 && bytes.subarray(from, from + PAGE).includes('note.added')) pages.push(page);
  }
  return pages;
}

describe('a damaged page', () => {
  it('is named by verify with the events on it, rebuilt at the next opening, and kept', {
    timeout: 300_000,
  }, async () => {
    const folder = await filled();
    const path = join(folder, 'holdpoint.sqlite3');
    const whole = readFileSync(path);
    const before = openOrFail(folder);
    const hashes = before.events.readJournal(RUN).map(({ hash }) => hash);
    await before.close();
    const pages = pagesOfEvents(path);
    expect(pages.length).toBeGreaterThan(5);
    for (const index of spread(pages.length, 4)) {
      const bytes = Buffer.from(whole);
      const page = pages[index - 1] ?? 2;
      bytes.fill(0xa5, (page - 1) * PAGE, page * PAGE);
      writeFileSync(path, bytes);
      const verified = await verifyWorkspace(folder, rules);
      if (verified.kind === 'refused') throw new Error(verified.message);
      const extent = verified.findings.find(({ message }) => message.includes('does not give back'));
      expect(extent?.message).toMatch(/events? \d+( to \d+)?.* as recorded/);

      const workspace = openOrFail(folder);
      expect(workspace.events.readJournal(RUN).map(({ hash }) => hash)).toEqual(hashes);
      const [condition] = workspace.conditions();
      expect(condition?.kind).toBe('database-rebuilt');
      const named = /affected: (events? [^)]+)\)/.exec(condition?.text ?? '')?.[1] ?? 'nothing';
      expect(extent?.message).toContain(named);
      await workspace.close();
      const kept = readdirSync(folder).filter((name) => /^damaged-.*sqlite3$/.test(name)).length;
      expect(readFileSync(join(folder, `damaged-${kept}.sqlite3`)).equals(bytes)).toBe(true);
      expect(await verifyWorkspace(folder, rules)).toMatchObject({ events: EVENTS, findings: [] });
    }
  });
});
