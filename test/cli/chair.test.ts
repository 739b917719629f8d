import { expect, test } from 'vitest';
import type { Client } from '../../contract/client.ts';
import { failed, ok } from '../../contract/errors.ts';
import type { OperationName } from '../../contract/operations.ts';
import { holdpoint } from '../../main/hosts/cli/main.ts';
import { readMoment, readShift } from '../../main/hosts/cli/moment-text.ts';
import { FakeCore, runId } from './fake-core.ts';
import { quietTerminal } from './quiet-terminal.ts';

const MINUTE = 60_000;
/** Saturday, ten past midnight in Berlin. */
const NOW = Date.UTC(2026, 10, 27, 23, 10);
const T0 = NOW - 40 * MINUTE;

/** What a command line asks the core to record. */
async function typed(...args: string[]) {
  return answered(null, ...args);
}

/** The same at a terminal where somebody answers. */
async function answered(answers: readonly string[] | null, ...args: string[]) {
  const terminal = quietTerminal(answers);
  const core = new FakeCore([{ id: 'migrate', kind: 'manual', state: 'running' }], {
    ...{ timezone: 'Europe/Berlin', now: NOW, t0: T0 },
    proposedClosure: { code: 'successful-with-issues', because: 'Open issues: I-1 (high) Lag.' },
    issues: [
      {
        ...{
          issueId: 'I-1',
          text: 'Lag',
          severity: 'high',
          stepId: null,
          owner: null,
          workaround: 'Wait',
          reference: null,
        },
        ...{ decision: null, raisedBy: 'Robin', raisedAt: T0, assurance: 'stated', resolved: null },
      },
    ],
  });
  const commands: unknown[] = [];
  const needs: string[] = [];
  const call = async (operation: OperationName, input: unknown) => {
    if (operation === 'runs.list') return ok([{ runId, createdAt: 1 }]);
    if (operation === 'runs.get') return ok(core.view());
    if (operation === 'probes.get') return failed('not-found', 'no probes here');
    if (operation === 'runs.log') return ok({ entries: [], nextAfterSeq: null });
    if (operation === 'runs.update')
      return ok({ rag: 'green', because: 'Fine.', text: 'Orders\nGREEN: Fine.', nextDueAt: null });
    if (operation === 'runs.command') {
      commands.push(input);
      return ok({ seqs: [11] });
    }
    throw new Error(`unasked: ${operation}`);
  };
  const client = { ...core.client, call } as unknown as Client;
  const code = await holdpoint(args, {
    terminal,
    env: {},
    open: async ({ need }) => {
      needs.push(need);
      return ok({ client, isAttached: true, hold: async () => {}, close: async () => {} });
    },
  });
  const sent = commands[0] as { command: unknown; attribution: unknown } | undefined;
  return { code, command: sent?.command, attribution: sent?.attribution, needs, ...terminal };
}

test.each([
  ['eta latest migrate +20m', { type: 'eta', stepId: 'migrate', endAt: NOW + 20 * MINUTE }],
  ['eta latest migrate 01:45', { type: 'eta', stepId: 'migrate', endAt: Date.UTC(2026, 10, 28, 0, 45) }],
  // A minute ago, not tomorrow: the core says that it is past.
  ['eta latest migrate 00:09', { type: 'eta', stepId: 'migrate', endAt: NOW - MINUTE }],
  ['eta latest migrate 2026-11-28T02:00', { type: 'eta', stepId: 'migrate', endAt: Date.UTC(2026, 10, 28, 1) }],
  ['eta latest migrate none', { type: 'eta', stepId: 'migrate', endAt: null }],
  ['rebase latest +18m --reason late', { type: 'rebase', t0: T0 + 18 * MINUTE, reason: 'late' }],
  ['rebase latest -5m --reason early', { type: 'rebase', t0: T0 - 5 * MINUTE, reason: 'early' }],
  ['rebase latest 23:18 --reason agreed', { type: 'rebase', t0: Date.UTC(2026, 10, 27, 22, 18), reason: 'agreed' }],
  ['note latest all is well at #migrate', { type: 'note', text: 'all is well at #migrate' }],
  [
    'issue latest Search is slow --severity high --step migrate --owner Robin',
    { type: 'raise-issue', text: 'Search is slow', severity: 'high', stepId: 'migrate', owner: 'Robin' },
  ],
  ['issue latest raise List of users', { type: 'raise-issue', text: 'List of users', severity: 'medium' }],
  ['issue latest list of users is empty', { type: 'raise-issue', text: 'list of users is empty', severity: 'medium' }],
  ['issue latest change i-1 --severity low', { type: 'change-issue', issueId: 'i-1', severity: 'low' }],
  ['issue latest resolve I-1 Caught up', { type: 'resolve-issue', issueId: 'I-1', resolution: 'Caught up' }],
  ['issue latest reopen I-1 --reason again', { type: 'reopen-issue', issueId: 'I-1', reason: 'again' }],
  [
    'decide latest --what on --option on --option back --chosen on --who Ann --who Bo --reason cold',
    { type: 'decide', what: 'on', options: ['on', 'back'], decidedBy: ['Ann', 'Bo'], chosen: 'on', reason: 'cold' },
  ],
  [
    'close latest --code successful --outage 25m --issues none --hypercare-until 2026-12-05T18:00',
    {
      ...{ type: 'close', closureCode: 'successful', actualOutageMs: 25 * MINUTE, openIssues: 'none' },
      hypercareUntil: Date.UTC(2026, 11, 5, 17),
    },
  ],
  ['update latest --record', { type: 'give-update', rag: 'green', because: 'Fine.', text: 'Orders\nGREEN: Fine.' }],
])('%s', async (line, command) => {
  const told = await typed(...line.split(' '));
  expect(told.stderr.join('\n')).not.toContain('invalid');
  expect(told.command).toEqual(command);
  expect(told.code).toBe(0);
});

test('what came by phone says by whom, when and who typed it; a time of day is the last one that was', async () => {
  const { attribution } = await typed(
    ...['note', 'latest', 'seen', '--by', 'Robin Meyer', '--via', 'phone', '--at', '23:58', '--entered-by', 'Kim'],
  );
  expect(attribution).toEqual({
    ...{ by: 'Robin Meyer', via: 'phone', enteredBy: 'Kim', at: Date.UTC(2026, 10, 27, 22, 58) },
  });
});

test.each([
  ['eta latest migrat +20m', 'There is no step migrat. Did you mean migrate?'],
  ['eta latest migrate soon', 'soon is no ETA: say +20m, 22:45, 2026-11-28T22:45 or none.'],
  ['rebase latest +18m', 'This needs a reason'],
  ['rebase latest later --reason r', 'later is no time for T0'],
  ['issue latest resolve I-1', 'Say how it was resolved'],
  ['issue latest resolve it', 'Say which issue, such as I-1.'],
  ['issue latest slow --severity urgent', '--severity is one of low, medium, high, critical.'],
  ['issue latest slow --step x', 'There is no step x.'],
  ['decide latest', 'Say what was decided'],
  ['close latest --outage soon', '--outage is a time such as 25m'],
  ['close latest --hypercare-until 2026-11-01T18:00', 'lies in the past'],
])('%s is refused with a sentence, exit 2, and nothing is recorded', async (line, message) => {
  const told = await typed(...line.split(' '));
  expect(told.stderr.join('\n')).toContain(message);
  expect(told.command).toBeUndefined();
  expect(told.code).toBe(2);
});

test('to look at issues and the update records nothing, and stdout is what was asked for', async () => {
  const list = await typed('issue', 'latest');
  expect(list.needs).toEqual(['read']);
  expect(list.stdout).toEqual([
    'I-1   open      high      Lag  no owner',
    '     raised 27 Nov 23:30 Berlin (22:30 UTC) by Robin (stated)',
    '     workaround: Wait',
  ]);
  const update = await typed('update', 'latest');
  expect([update.needs, update.stdout]).toEqual([['read'], ['Orders', 'GREEN: Fine.']]);
  expect((await typed('update', 'latest', '--record')).stdout).toEqual(['Orders', 'GREEN: Fine.']);
});

test('at a terminal close asks for what was not said; Enter takes what it proposes, no answer closes nothing', async () => {
  const asked = await answered(['', '25m', '', ''], 'close', 'latest');
  expect(asked.stderr.slice(0, 2)).toEqual([
    'Proposed: successful-with-issues (Open issues: I-1 (high) Lag.)',
    'Closure code [successful-with-issues]: ',
  ]);
  expect(asked.command).toEqual({ type: 'close', actualOutageMs: 25 * MINUTE });
  const silent = await answered([''], 'close', 'latest');
  expect([silent.command, silent.code]).toEqual([undefined, 5]);
  const said = await answered([], 'close', 'latest', '--code', 'unsuccessful');
  expect(said.command).toEqual({ type: 'close', closureCode: 'unsuccessful' });
});

test('status tells the colour with its reason, the projected end and what is open', async () => {
  const { stdout } = await typed('status', 'latest');
  expect(stdout).toContain('GREEN: Nothing failed and nothing is late.');
  expect(stdout).toContain('I-1   open      high      Lag  no owner');
});

const zone = 'Europe/Berlin';

test('a time of day is the last, the next or the closest one, across midnight and the change of clocks', () => {
  const at = (text: string, which: 'last' | 'next' | 'closest', base = NOW) => {
    const read = readMoment(text, { zone, base, which });
    return read.ok ? new Date(read.value).toISOString() : read.problem.message;
  };
  expect(at('23:50', 'last')).toBe('2026-11-27T22:50:00.000Z');
  expect(at('23:50', 'next')).toBe('2026-11-28T22:50:00.000Z');
  expect(at('23:50', 'closest')).toBe('2026-11-27T22:50:00.000Z');
  expect(at('9:05', 'next')).toBe('2026-11-28T08:05:00.000Z');
  expect(at('02:30', 'next', Date.UTC(2026, 9, 24, 22))).toContain('twice');
  expect(at('02:30', 'last', Date.UTC(2026, 9, 25, 4))).toContain('twice');
  expect(at('25:00', 'next')).toContain('not a wall time');
  expect(readShift('+1h30m', NOW)).toBe(NOW + 90 * MINUTE);
  expect([readShift('20m', NOW), readShift('+soon', NOW), readShift('+', NOW)]).toEqual([null, null, null]);
});
