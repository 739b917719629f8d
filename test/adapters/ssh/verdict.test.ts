import { describe, expect, it } from 'vitest';
import { ContactWatch } from '../../../main/adapters/ssh/contact-watch.ts';
import { judge, type Told, withStop } from '../../../main/adapters/ssh/verdict.ts';

const cutOff = { isAnswered: true, trailer: null, exitCode: null, signal: null };
const trailer = (line: string, outputText = '') => ({ ...cutOff, trailer: { words: line.split(' '), outputText } });
const told = (answer: string, more: Partial<Told> = {}): Told => ({
  answer: answer.split(' '),
  end: cutOff,
  folder: '~/.holdpoint/attempts/K',
  mode: 'start',
  bootId: 'boot-1',
  hasRun: false,
  ...more,
});
const outcomeOf = (given: Told) => {
  const contact = judge(given);
  return contact.kind === 'lost' ? 'lost' : contact.verdict.outcome;
};

describe('the target’s words', () => {
  it.each([
    ['never boot-1', 'not-started'],
    ['none boot-1', 'not-started'],
    ['none -', 'not-started'],
    ['none boot-2', 'indeterminate'],
    ['never boot-2', 'indeterminate'],
    ['reboot boot-2', 'indeterminate'],
    ['refused boot-1 mkdir: no space', 'failed'],
    ['run boot-1', 'lost'],
    ['tell boot-1', 'lost'],
    ['', 'lost'],
  ])('“%s” without an end means %s', (answer, outcome) => {
    expect(outcomeOf(told(answer))).toBe(outcome);
  });

  it('a refusal leaves a reattach without an answer, so it is indeterminate', () => {
    expect(outcomeOf(told('refused boot-1 read-only', { mode: 'reattach' }))).toBe('indeterminate');
  });

  it.each([
    ['end 0 whole 10.00 12.50', 'succeeded'],
    ['end 3 whole 10.00 12.50', 'failed'],
    ['end gone whole - -', 'indeterminate'],
    ['end never whole - -', 'not-started'],
    ['end', 'indeterminate'],
  ])('the end “%s” means %s', (line, outcome) => {
    expect(outcomeOf(told('tell boot-1', { end: trailer(line) }))).toBe(outcome);
  });

  it('the length of the script comes from the target’s clock', () => {
    expect(judge(told('tell boot-1', { end: trailer('end 0 whole 10.00 12.50') }))).toMatchObject({
      verdict: { ranMs: 2500, exitCode: 0, reason: null },
    });
  });
});

describe('a stop that crosses the script’s own end', () => {
  const verdict = { outcome: 'succeeded', exitCode: 0, signal: null, reason: null, outputText: '' } as const;
  it.each([
    ['ended', 'succeeded'],
    ['term', 'cancelled'],
    ['kill', 'cancelled'],
    ['never', 'cancelled'],
    ['out-of-reach', 'succeeded'],
  ] as const)('answered “%s” leaves %s', (answer, outcome) => {
    expect(withStop(verdict, { outcome: 'cancelled', timeoutMs: null }, answer).outcome).toBe(outcome);
  });
});

it('a target that answers and cuts again and again is given up when time is up', async () => {
  const kinds: string[] = [];
  const watch = new ContactWatch({ reconnectMs: 300, receive: (message) => kinds.push(message.kind) });
  const trouble = { kind: 'dropped', sentence: 'Cut.' } as const;
  watch.sent();
  let verdict = watch.lost(trouble);
  for (let i = 0; i < 50 && verdict === null; i++) {
    await watch.pause();
    watch.answered();
    verdict = watch.lost(trouble);
  }
  expect(verdict).toMatchObject({ outcome: 'indeterminate' });
  expect(kinds.slice(0, 3)).toEqual(['lost-contact', 'regained-contact', 'lost-contact']);
});
