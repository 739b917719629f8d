import { expect, test } from 'vitest';
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
