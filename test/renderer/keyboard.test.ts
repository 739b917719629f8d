import { expect, test } from 'vitest';
import { keyTable } from '../../renderer/keyboard/key-table.ts';
import { type KeyPress, type KeyState, meaningOf } from '../../renderer/keyboard/keyboard.ts';

const idle: KeyState = { awaitsGo: false };
const inRun: KeyPress = {
  key: '',
  ctrl: false,
  alt: false,
  shift: false,
  isTyping: false,
  isOnControl: false,
  isInGrid: false,
  isInRun: true,
};

function meant(key: string, change: Partial<KeyPress> = {}, state = idle) {
  return meaningOf(state, { ...inRun, ...change, key });
}

test('letters act on a run', () => {
  expect(meant('j').command).toBe('next-step');
  expect(meant('K').command).toBe('previous-step');
  expect(meant('h').command).toBe('hold');
  expect(meant('n').command).toBe('note');
  expect(meant('/').command).toBe('filter');
});

test('while somebody types, letters are letters, and Hold is no letter of a note', () => {
  for (const key of ['h', 'j', 'n', '/', 'g', '?']) expect(meant(key, { isTyping: true }).command).toBeNull();
  expect(meant('Escape', { isTyping: true }).command).toBe('close-panel');
  expect(meant('k', { isTyping: true, ctrl: true }).command).toBe('palette');
});

test('with Ctrl or Alt a letter belongs to the browser', () => {
  expect(meant('h', { ctrl: true }).command).toBeNull();
  expect(meant('n', { alt: true }).command).toBeNull();
});

test('no run on the screen, nothing to hold', () => {
  expect(meant('h', { isInRun: false }).command).toBeNull();
  expect(meant('?', { isInRun: false }).command).toBe('help');
});

test('Enter presses the button that has the focus, else opens the step', () => {
  expect(meant('Enter', { isOnControl: true }).command).toBeNull();
  expect(meant('Enter').command).toBe('open-step');
});

test('arrows move in the runsheet only', () => {
  expect(meant('ArrowDown').command).toBeNull();
  expect(meant('ArrowDown', { isInGrid: true }).command).toBe('next-step');
});

test('G waits for one letter, and one only', () => {
  const awaiting = meant('g').state;
  expect(awaiting.awaitsGo).toBe(true);
  expect(meant('n', {}, awaiting)).toEqual({ state: idle, command: 'go-needs' });
  expect(meant('r', { isInRun: false }, awaiting).command).toBe('go-runs');
  expect(meant('n', { isInRun: false }, awaiting).command).toBeNull();
  expect(meant('h', {}, awaiting)).toEqual({ state: idle, command: null });
});

test('the pen, the chair and the views have their keys', () => {
  const keys = {
    n: 'note',
    i: 'issue',
    e: 'eta',
    t: 'rebase',
    u: 'update',
    p: 'phone',
    4: 'view-now',
    5: 'view-issues',
  };
  for (const [key, command] of Object.entries(keys)) expect(meant(key).command).toBe(command);
});

test('Shift makes a decision of a note; caps lock alone does not', () => {
  expect(meant('N', { shift: true }).command).toBe('decision');
  expect(meant('N').command).toBe('note');
  expect(meant('Shift', { shift: true }, { awaitsGo: true }).state.awaitsGo).toBe(true);
  expect(meant('M', { shift: true }).command).toBe('mute');
  expect(meant('m').command).toBeNull();
});

test('no key of a run means anything without one, or while somebody types', () => {
  for (const row of keyTable.filter((one) => one.where === 'run')) {
    const key = row.presses[0]?.split(/[+ ]/).at(-1) ?? '';
    const place = { shift: row.presses[0]?.startsWith('shift+') === true };
    const state = { awaitsGo: row.presses[0]?.startsWith('g ') === true };
    expect(meant(key, { ...place, isInRun: false }, state).command).toBeNull();
    expect(meant(key, { ...place, isTyping: true }, state).command).toBeNull();
    expect(meant(key, place, state).command).toBe(row.command);
  }
});

test('every key is spelled once, and none of them starts, skips, approves, retries or aborts', () => {
  const presses = keyTable.flatMap((row) => row.presses);
  expect(new Set(presses).size).toBe(presses.length);
  expect(new Set(keyTable.map((row) => row.command)).size).toBe(keyTable.length);
  for (const row of keyTable) expect(row.command).not.toMatch(/start|go$|skip|approve|retry|abort|close-run|resume/);
});
