import { expect, test } from 'vitest';
import { startsText } from '../../renderer/features/runbook/starts-text.ts';

test('who starts a step is said of people, of time and of work, each in its own words', () => {
  for (const kind of ['manual', 'checklist', 'gate', 'message'] as const)
    expect(startsText({ kind, start: 'auto' })).toBe('a person');
  for (const kind of ['wait', 'milestone'] as const) expect(startsText({ kind, start: 'ask' })).toBe('when due');
  expect(startsText({ kind: 'ssh', start: 'ask' })).toBe('on Go');
  expect(startsText({ kind: 'http', start: 'auto' })).toBe('by itself');
});
