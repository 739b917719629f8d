import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Range, startRange } from '../../main/adapters/range/range.ts';
import { recorded } from './desktop/rehearse.ts';
import { type Desk, openDesk } from './support/desk.ts';
import { onRunPage } from './support/run-page.ts';

/** 1,000 in the everyday suite: a quarter of a minute. HOLDPOINT_KEY_SEED presses another night. */
const presses = Number(process.env.HOLDPOINT_KEY_PRESSES ?? 1000);
const seed = Number(process.env.HOLDPOINT_KEY_SEED ?? 20_261_121);

/**
 * A cat on the keyboard, an elbow, a key wiped clean. Without Tab: who walks to a button and presses it means it.
 * Enter, Ctrl Enter, Space, the palette and the ways to go are in it: opening a step or a panel must not arm it.
 */
const keys = [
  ...'abcdefghijklmnopqrstuvwxyz0123456789/?-.,+:'.split(''),
  ...['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'PageDown', 'PageUp', 'Home', 'End', 'Backspace'],
  ...['Enter', 'Enter', 'Enter', 'Control+Enter', 'Control+Enter', 'Control+Enter', ' ', ' ', 'F2', 'Insert', 'Delete'],
  ...['Control+k', 'Shift+G', 'Shift+H', 'Shift+A', 'Shift+N', 'Shift+M', 'Shift+Enter', 'Alt+Enter', 'Control+a'],
  // Letters typed into a panel press nothing else: Escape comes often, and so do the keys that open one.
  ...Array.from({ length: 20 }, () => 'Escape'),
  ...['n', 'Shift+N', 'i', 'e', 't', 'u', 'p', 'q', '1', '2', '3', '4', '5', '6', '7', '8'],
  ...['g n', 'g s', 'g o', 'g l', 'g a', 'g r', 'g k', 'g f', 'g t'],
];

/**
 * What may stand in the log after keys alone, and why: a hold is one motion on purpose, starts nothing, and Resume
 * takes it back. A note is a line somebody typed and ended with Enter; an update is worded by the product from what
 * is so, and changes nothing but the clipboard: both are words beside the run. Everything else asks for a second
 * field, a button or a tick, which only Tab or a pointer reaches: why an estimate, a decision or a moved T0, how bad
 * an issue is.
 */
const harmlessTypes = new Set(['run.held', 'note.added', 'update.given']);

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
    const before = eventTypes();
    const random = randomFrom(seed);
    const seen = new Set<string>();
    const rooms = new Set<string>();
    let resumed = 0;
    for (let index = 0; index < presses; index += 1) {
      const chord = keys[Math.floor(random() * keys.length)] ?? 'x';
      for (const key of chord === ' ' ? [chord] : chord.split(' ')) await desk.page.keyboard.press(key);
      for (const name of await desk.page.evaluate(openForms)) seen.add(name);
      rooms.add(roomOf(desk.page.url()));
      if (index % 25 === 24) resumed += await backInDanger(home);
    }
    const written = eventTypes().slice(before.length);
    const resumptions = written.filter((type) => type === 'run.resumed').length;
    expect(written.filter((type) => !harmlessTypes.has(type) && type !== 'run.resumed')).toEqual([]);
    expect(resumptions).toBe(resumed);
    // It pressed where it could have done harm: every panel that a key opens was open.
    expect([...seen].map((name) => name.replace(/:? .*|\.$/g, '')).sort()).toEqual(
      expect.arrayContaining(['Decision', 'Estimate', 'Issue', 'Move', 'Note', 'Update']),
    );
    expect([...rooms]).toEqual(expect.arrayContaining(['probes', 'terminals', 'secrets', 'search', 'environments']));
    expect(written).toContain('run.held');
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

  /** The keys may lead away from the run, and hold it: it is a run that goes on that must be in danger. */
  async function backInDanger(home: string): Promise<number> {
    const { page } = desk;
    if (page.url() !== home) await page.goto(home);
    const resume = page.getByRole('button', { name: 'Resume' });
    if ((await resume.count()) === 0) return 0;
    await page.keyboard.press('Escape');
    await resume.click();
    await resume.waitFor({ state: 'detached' });
    return 1;
  }

  /** Of the whole workspace: keys that lead away from the run must not write elsewhere either. */
  function eventTypes(): readonly string[] {
    return recorded(desk.workspace).map(({ type }) => type);
  }
});

/** The names of the forms that are open. In the page. */
function openForms(): string[] {
  return [...document.querySelectorAll('form[aria-label]')].map((form) => form.getAttribute('aria-label') ?? '');
}

/** The view of the run, or the room that the keys led to. */
function roomOf(url: string): string {
  return /view=([a-z]+)/.exec(url)?.[1] ?? /#\/([a-z]+)/.exec(url)?.[1] ?? '';
}

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
