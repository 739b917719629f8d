import { describe, expect, it } from 'vitest';
import { ContactWatch } from '../../../main/adapters/ssh/contact-watch.ts';
import { judge, type Told, withStop } from '../../../main/adapters/ssh/verdict.ts';

const cutOff = {
  isAnswered: true,
  trailer: null,
  isErrorStreamWhole: false,
  exitCode: null,
  signal: null,
  noise: '',
};
const trailer = (line: string, outputText = '') => ({ ...cutOff, trailer: { words: line.split(' '), outputText } });
const told = (answer: string, more: Partial<Told> = {}): Told => ({
  answer: answer.split(' '),
  end: cutOff,
  folder: '~/.holdpoint/attempts/K',
  mode: 'start',
  bootId: 'boot-1',
  hasRun: false,
  accepted: { stdout: 0, stderr: 0 },
  isLastQuestion: false,
  killsAtLogout: false,
  as: null,
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

  it('an end that holds more bytes than came is asked again, and said when it was asked often enough', () => {
    const end = trailer('end 0 whole 1 2 10 4 0');
    const accepted = { stdout: 10, stderr: 1 };
    expect(judge(told('tell boot-1', { end, accepted }))).toMatchObject({
      kind: 'lost',
      trouble: { sentence: expect.stringContaining('3 bytes of standard error') },
    });
    expect(judge(told('tell boot-1', { end, accepted, isLastQuestion: true }))).toMatchObject({
      verdict: { exitCode: 0, lostOutput: expect.stringContaining('3 bytes of standard error') },
    });
    expect(outcomeOf(told('tell boot-1', { end, accepted: { stdout: 10, stderr: 4 } }))).toBe('succeeded');
    expect(outcomeOf(told('tell boot-1', { end: trailer('end 0 whole 1 2 - - -') }))).toBe('succeeded');
  });

  it('sudo that refuses at the start is a failure with its words, never a script of unknown fate', () => {
    const as = { account: 'app', user: 'deploy' };
    const end = trailer('end never whole - - 0 0 0', 'Sorry, try again.\nsudo: 1 incorrect password attempt\n');
    expect(judge(told('run boot-1', { end, as }))).toMatchObject({
      verdict: { outcome: 'failed', reason: expect.stringMatching(/password of deploy.*Nothing was run/) },
    });
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
