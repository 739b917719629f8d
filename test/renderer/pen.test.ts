import { expect, test } from 'vitest';
import { completed, completionsFor, stepNamed, tokenAt } from '../../renderer/features/pen/completions.ts';
import { decisionOf } from '../../renderer/features/pen/decision-text.ts';
import {
  changeOf,
  type IssueText,
  inOrder,
  openIssuesList,
  openIssuesText,
  raiseOf,
  textOf,
} from '../../renderer/features/pen/issue-words.ts';
import { nightView } from './fake/night.ts';

const { steps, people, header } = nightView();
const [issue] = header.issues;
if (issue === undefined) throw new Error('the night has issues');
const named = { people, steps, selected: 'ssh-45' };

function proposed(text: string, caret = text.length) {
  const token = tokenAt(text, caret);
  return token === null ? null : completionsFor(token, named).map((one) => one.insert);
}

test('@ proposes people by name and by role, # proposes steps by id, number and words of the title', () => {
  expect(proposed('called @ana')).toEqual(['@Ana Ruiz']);
  expect(proposed('called @datab')).toEqual(['@Tomasz Wróblewski']);
  expect(proposed('#45')?.[0]).toBe('#ssh-45');
  expect(proposed('about #repl')).toContain('#ssh-3');
});

test('a bare # proposes the selected step first', () => {
  expect(proposed('done #')?.[0]).toBe('#ssh-45');
});

test('an address, a finished name and a name behind the caret propose nothing', () => {
  expect(proposed('mail to a@ana')).toBeNull();
  expect(proposed('@Ana Ruiz said')).toBeNull();
  expect(proposed('@ana was here', 0)).toBeNull();
  expect(proposed('@nobody-like-that')).toEqual([]);
});

test('a name taken replaces what was typed of it, and keeps what follows', () => {
  const text = 'called @an about it';
  const token = tokenAt(text, 10);
  const [choice] = token === null ? [] : completionsFor(token, named);
  if (token === null || choice === undefined) throw new Error('Ana is proposed');
  expect(completed(text, token, choice)).toEqual({ text: 'called @Ana Ruiz about it', caret: 17 });
});

test('a note is about the first step its # names, and about none when no such step is', () => {
  expect(stepNamed('see #nowhere and #ssh-45, then #ssh-3', steps)?.id).toBe('ssh-45');
  expect(stepNamed('ticket #4711, mail x#ssh-45', steps)).toBeNull();
});

test('a decision wants what was decided and why; options are lines, deciders are names with commas', () => {
  const nothing = { what: ' ', options: '', chosen: '', decidedBy: '', reason: '', stepId: '' };
  expect(decisionOf(nothing)).toBe('Say what was decided.');
  const text = {
    what: 'Go on',
    options: 'go on\n\nwait\ngo on ',
    chosen: 'go on',
    decidedBy: 'Ana Ruiz, Tomasz',
    reason: 'The lag is gone',
    stepId: 'ssh-45',
  };
  expect(decisionOf({ ...text, reason: ' ' })).toBe('Say why.');
  expect(decisionOf(text)).toEqual({
    type: 'decide',
    what: 'Go on',
    options: ['go on', 'wait'],
    decidedBy: ['Ana Ruiz', 'Tomasz'],
    chosen: 'go on',
    reason: 'The lag is gone',
    stepId: 'ssh-45',
  });
});

test('an issue needs a text and how bad it is, and sends no empty field', () => {
  const given: IssueText = {
    text: ' disk full ',
    severity: 'high',
    stepId: '',
    owner: '',
    workaround: ' none',
    reference: '',
    decision: '',
  };
  expect(raiseOf({ ...given, text: ' ' })).toBe('Say what is wrong.');
  expect(raiseOf({ ...given, severity: '' })).toBe('Say how bad it is.');
  expect(raiseOf(given)).toEqual({ type: 'raise-issue', text: 'disk full', severity: 'high', workaround: 'none' });
});

test('a change sends only what differs, so that the other window’s change stays; null empties', () => {
  expect(changeOf(issue, textOf(issue))).toBe('Nothing is changed yet.');
  expect(changeOf(issue, { ...textOf(issue), owner: '', severity: 'critical' })).toEqual({
    type: 'change-issue',
    issueId: issue.issueId,
    severity: 'critical',
    owner: null,
  });
  expect(changeOf(issue, { ...textOf(issue), stepId: '' })).toMatchObject({ stepId: null });
});

test('open issues stand first, the worst on top; they are counted by severity and listed for the closing', () => {
  expect(inOrder(header.issues).map((one) => one.issueId)).toEqual(['issue-1', 'issue-3', 'issue-2']);
  expect(openIssuesText(header.issues)).toBe('2 open: 1 high, 1 low');
  expect(openIssuesText([])).toBe('no open issue');
  expect(openIssuesList(header.issues).split('\n')).toEqual([
    expect.stringMatching(/^issue-1 high: .*INC0098812/),
    'issue-3 low: The reporting standby is 4 minutes behind',
  ]);
});
