import { expect, test } from 'vitest';
import { stepIdSchema } from '../../contract/ids.ts';
import { renderReport } from '../../main/adapters/report/render-report.ts';
import { buildReport } from '../../main/domain/report/build-report.ts';
import type { ReportModel } from '../../main/domain/report/report-model.ts';
import { ordersPlan } from './orders-story.ts';
import { MINUTE, person, Story, T0 } from './story.ts';

const anna = person('Anna Berg', 'Release manager');
const robin = { ...person('Robin Meyer', 'Database lead'), via: 'phone' as const, enteredBy: 'Kim Lee' };
const migrate = stepIdSchema.parse('migrate');
const issue = {
  issueId: 'I-1',
  text: 'Replication lags <b>40 s</b>',
  severity: 'high' as const,
  stepId: migrate,
  owner: 'Robin Meyer',
  workaround: null,
  reference: 'PRB0042',
  decision: null,
};

function night(mode: 'live' | 'rehearsal' = 'live'): Story {
  const story = new Story(ordersPlan(), mode);
  story
    .say(
      'preflight.finished',
      {
        verdict: 'red',
        startedAt: T0 - 4 * MINUTE,
        endedAt: T0 - 3 * MINUTE,
        checks: [
          { aspect: 'disk', subject: 'web-01', verdict: 'good', text: '40 % used.', cure: null },
          { aspect: 'authentication', subject: 'web-07', verdict: 'bad', text: 'Key refused', cure: 'Load it.' },
        ],
      },
      anna,
    )
    .say('preflight.accepted', { reason: 'web-07 is out of scope', lacks: ['The preflight is red.'] }, anna)
    .say('run.started', { t0: T0, t0From: 'window' }, anna)
    .say('run.rebased', { from: T0, to: T0 + 18 * MINUTE, reason: 'The batch closed late' }, anna)
    .later(10 * MINUTE)
    .say('issue.raised', issue, anna)
    .say('issue.changed', { ...issue, severity: 'critical', workaround: 'Reads go to the primary' }, anna)
    .say('step.eta-given', { stepId: migrate, endAt: story.now + 20 * MINUTE, reason: 'index build' }, robin);
  story.lateBy = 6 * MINUTE;
  story.later(MINUTE).say('note.added', { text: 'Retransmits at the edge', stepId: null }, robin);
  story.lateBy = 3;
  story
    .say(
      'decision.recorded',
      {
        ...{ what: 'Go on', options: ['go on', 'back out'], chosen: 'go on', decidedBy: ['Anna Berg', 'Robin Meyer'] },
        ...{ reason: 'DC 2 is cold', stepId: null },
      },
      anna,
    )
    .say(
      'update.given',
      { rag: 'amber', because: 'Late.', text: 'AMBER: Late.\nDone 1 of 6', nextDueAt: story.now + 30 * MINUTE },
      anna,
    )
    .later(40 * MINUTE)
    .say('update.given', { rag: 'green', because: 'Fine.', text: 'GREEN', nextDueAt: null }, anna)
    .say('step.succeeded', { stepId: migrate, exceptions: [], byHand: false, reason: null, outputs: {} })
    .say('issue.resolved', { issueId: 'I-1', resolution: 'Vacuumed' }, robin)
    .say(
      'run.completed',
      {
        ...{ closureCode: 'successful', reason: null, proposedCode: 'successful', proposedBecause: 'All done.' },
        ...{ actualOutageMs: 25 * MINUTE, openIssues: null, hypercareUntil: T0 + 7 * 24 * 60 * MINUTE },
      },
      anna,
    )
    .later(MINUTE)
    .say('note.added', { text: 'The pool was slow to come back', stepId: null }, anna);
  return story;
}

function reportOf(story: Story): ReportModel {
  const model = buildReport(story.facts());
  if (model === null) throw new Error('no report');
  return model;
}

test('an issue has its last state and its whole life', () => {
  const [only] = reportOf(night()).issues;
  expect(only).toMatchObject({ issueId: 'I-1', severity: 'critical', open: false, resolution: 'Vacuumed' });
  expect(only?.life.map(({ person: who, enteredBy }) => [who, enteredBy])).toEqual([
    ['Anna Berg', null],
    ['Anna Berg', null],
    ['Robin Meyer', 'Kim Lee'],
  ]);
});

test('an ETA is told against what happened: who was how wrong', () => {
  const model = reportOf(night());
  expect(model.etas).toMatchObject([{ person: 'Robin Meyer', stepId: 'migrate', errorMs: 21 * MINUTE }]);
  expect(model.summary.map(({ text }) => text)).toContain('The one ETA was 21 m too early (Robin Meyer, migrate).');
});

test('late entries are those written down later than they happened, and those after the end', () => {
  const { late } = reportOf(night());
  expect(late.map(({ sentence, afterEnd, recordedLate }) => [sentence, afterEnd, recordedLate !== null])).toEqual([
    ['Robin Meyer (Database lead, stated by phone, entered by Kim Lee) noted: Retransmits at the edge', false, true],
    ['Anna Berg (Release manager, stated) noted: The pool was slow to come back', true, false],
  ]);
  expect(reportOf(night('rehearsal')).late.map(({ afterEnd }) => afterEnd)).toEqual([true]);
});

test('the summary says what the chair had on the desk, each with its events', () => {
  const texts = reportOf(night()).summary.map(({ text }) => text);
  expect(texts).toEqual(
    expect.arrayContaining([
      'The last preflight was red: 2 checks, 1 of them bad or unknown.',
      'Anna Berg started in spite of the preflight: web-07 is out of scope.',
      'T0 was moved once, 18 m later in all.',
      '1 issue was raised, all resolved.',
      '2 updates were given, 1 later than promised.',
      '2 entries were written down late, 1 of them after the end.',
    ]),
  );
});

const facts = [
  'web-07 is out of scope',
  'Key refused',
  'The batch closed late',
  'Reads go to the primary',
  'Vacuumed',
  'PRB0042',
  'index build',
  '21 m longer',
  'entered by Kim Lee',
  'options: go on; back out',
  'GREEN',
  'Objective (RTO)',
  'after the end',
  '25 m',
];

test.each(['html', 'md'] as const)('%s holds every one of these facts, and no markup from outside', (format) => {
  const { text } = renderReport(reportOf(night()), format);
  for (const fact of facts) expect(text, fact).toContain(fact);
  expect(text).not.toContain('<b>40 s</b>');
  expect(text).not.toMatch(/REHEARSAL|SIMULATED/);
});

test('a rehearsal calls itself simulated before anything else', () => {
  const model = reportOf(night('rehearsal'));
  expect(renderReport(model, 'md').text.split('\n')[0]).toMatch(/^# SIMULATED, REHEARSAL: /);
  expect(renderReport(model, 'html').text).toMatch(/<body><div class="banner">SIMULATED · REHEARSAL/);
});
