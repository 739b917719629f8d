import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Range, startRange } from '../../main/adapters/range/range.ts';
import { holdpoint } from '../support/holdpoint-process.ts';
import { type Desk, openDesk } from './support/desk.ts';
import { onRunPage } from './support/run-page.ts';

/** HOLDPOINT_KEY_PRESSES=1000 presses longer; HOLDPOINT_KEY_SEED repeats a night. */
const presses = Number(process.env.HOLDPOINT_KEY_PRESSES ?? 150);
const seed = Number(process.env.HOLDPOINT_KEY_SEED ?? 20_261_121);

/**
 * A cat on the keyboard, an elbow, a key wiped clean. Without Tab: who walks to a button and presses it means it.
 * Enter, Space and the palette are in it: opening a step must not arm it.
 */
const keys = [
  ...'abcdefghijklmnopqrstuvwxyz0123456789/?-.,'.split(''),
  ...['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'PageDown', 'PageUp', 'Home', 'End', 'Escape', 'Backspace'],
  ...['Enter', 'Enter', 'Enter', ' ', ' ', 'Control+k', 'Shift+G', 'Shift+H', 'Shift+A', 'F2', 'Insert', 'Delete'],
];

/** What may stand in the log after keys alone: a hold is one motion on purpose, and everything is undone by Resume. */
const harmlessTypes = new Set(['run.held', 'note.added']);

describe('random keys during a live window', () => {
  let folder: string;
  let range: Range;
  let desk: Desk;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-keys-'));
    range = await startRange({ dir: path.join(folder, 'range'), hosts: 1, person: 'Robin Meyer' });
    desk = await openDesk();
    desk.page.setDefaultTimeout(15_000);
    await liveRun();
  });

  afterAll(async () => {
    await desk.close();
    await range.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A live run in which everything is at hand to go wrong: one step asks for Go, the checklist is half ticked. */
  async function liveRun(): Promise<void> {
    const file = path.join(folder, 'practice.yaml');
    writeFileSync(file, range.practice.text);
    const { page } = desk;
    await page.getByLabel('Runbook file').first().setInputFiles(file);
    await page.getByRole('button', { name: 'Start live…' }).click();
    await page.getByRole('button', { name: /^Accept \d+ keys$/ }).click();
    await page.getByRole('button', { name: 'Start live, T0 = now' }).click();
    await page.waitForURL(/#\/runs\/run-/);
    const run = onRunPage(page);
    await run.open('Confirm the code freeze');
    await page.getByRole('checkbox', { name: 'No merges since the tag' }).click();
    await run.sees('1 of 2');
    await page.getByRole('checkbox', { name: 'On-call has acknowledged' }).click();
    await run.sees('2 of 2');
    await run.press('Done');
    await run.state('Back up the orders database', 'ready');
    await run.open('Back up the orders database');
  }

  it(`start, skip, approve, finish and abort nothing (${presses} presses, seed ${seed})`, async () => {
    const home = desk.page.url();
    const before = await eventTypes();
    const random = randomFrom(seed);
    for (let index = 0; index < presses; index += 1) {
      await desk.page.keyboard.press(keys[Math.floor(random() * keys.length)] ?? 'x');
      // The keys may lead away from the run; it is the run that must be in danger.
      if (index % 25 === 24 && desk.page.url() !== home) await desk.page.goto(home);
    }
    const written = (await eventTypes()).slice(before.length);
    expect(written.filter((type) => !harmlessTypes.has(type))).toEqual([]);
    expect(desk.complaints).toEqual([]);
  });

  it('and whatever has the focus, Hold is one key away and the palette opens', async () => {
    const { page } = desk;
    await page.keyboard.press('Escape');
    const resume = page.getByRole('button', { name: 'Resume' });
    if ((await resume.count()) > 0) await resume.click();
    await resume.waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Plan' }).focus();
    await page.keyboard.press('h');
    await resume.waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
  });

  async function eventTypes(): Promise<readonly string[]> {
    const log = await holdpoint(['log', 'latest', '--json', '--workspace', desk.workspace]);
    expect(log.code).toBe(0);
    return log.stdout
      .trim()
      .split('\n')
      .map((line) => {
        const event: unknown = JSON.parse(line);
        return typeof event === 'object' && event !== null && 'type' in event ? String(event.type) : line;
      });
  }
});

/** Mulberry32: the same presses for the same seed. */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
