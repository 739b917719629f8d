import { expect, test } from 'vitest';
import { eventSchemas } from '../../contract/events.ts';
import { sha256Schema } from '../../contract/ids.ts';
import { renderReport } from '../../main/adapters/report/render-report.ts';
import { buildReport } from '../../main/domain/report/build-report.ts';
import type { ReportModel } from '../../main/domain/report/report-model.ts';
import { yardsticksOf } from '../support/yardstick.ts';
import { ordersPlan, ordersStory } from './orders-story.ts';
import { MINUTE, planStep, Story, ssh, T0 } from './story.ts';

function reportOf(story: Story): ReportModel {
  const model = buildReport(story.facts());
  if (model === null) throw new Error('the story begins with run.created');
  return model;
}

test('waits for people are told apart from work, longest first', () => {
  const { waits, steps } = reportOf(ordersStory());
  expect(
    waits.slice(0, 3).map(({ stepId, what, from, to }) => ({ stepId, what, minutes: (to - from) / MINUTE })),
  ).toEqual([
    { stepId: 'go-no-go', what: 'approval', minutes: 13 },
    { stepId: 'drain', what: 'decision', minutes: 6 },
    { stepId: 'freeze-confirmed', what: 'person', minutes: 3 },
  ]);
  const drain = steps.find((step) => step.id === 'drain');
  expect(drain).toMatchObject({
    waitingMs: 50_000,
    workingMs: 39_200,
    stoppedMs: 6 * MINUTE,
    attempts: 21,
    failedAttempts: 1,
  });
});

test('the four parts of the time add up to the whole', () => {
  const { account } = reportOf(ordersStory());
  expect(account.workingMs + account.waitingMs + account.heldMs + account.idleMs).toBe(account.totalMs);
  expect(account.waitingMs).toBe(28.5 * MINUTE - 5_000);
});

test('a failed target keeps its first attempt beside the one that healed it', () => {
  const tries = reportOf(ordersStory()).attempts.filter((attempt) => attempt.target === 'web-07');
  expect(tries.map(({ attempt, outcome, exitCode }) => ({ attempt, outcome, exitCode }))).toEqual([
    { attempt: 1, outcome: 'failed', exitCode: 42 },
    { attempt: 2, outcome: 'succeeded', exitCode: 0 },
  ]);
});

test('an entry written down later than it happened says so, in a live run', () => {
  expect(
    reportOf(ordersStory())
      .acts.filter((act) => act.recordedLate !== null)
      .map((act) => act.sentence),
  ).toEqual([
    'Ben Okafor (Database lead, stated by phone) ticked “On-call acknowledged” in “Confirm the code freeze”: by phone',
  ]);
  expect(reportOf(ordersStory({ mode: 'rehearsal' })).acts.every((act) => act.recordedLate === null)).toBe(true);
});

test('evidence demanded and never given is listed as missing', () => {
  const { evidence } = reportOf(ordersStory());
  expect(evidence.map((entry) => [entry.evidenceId, entry.given !== null])).toEqual([
    ['rowcount', true],
    ['ticket', true],
    ['dump', false],
  ]);
});

test('every statement of the summary, in every format, points at events that are in the log', () => {
  const model = reportOf(ordersStory());
  expect(model.summary.length).toBeGreaterThan(6);
  const known = new Set(model.log.map((entry) => entry.seq));
  for (const statement of model.summary) {
    expect(statement.seqs.length, statement.text).toBeGreaterThan(0);
    expect(
      statement.seqs.every((seq) => known.has(seq)),
      statement.text,
    ).toBe(true);
  }
  const page = renderReport(model, 'html').text;
  const anchors = new Set([...page.matchAll(/ id="(seq-\d+)"/g)].map((match) => match[1]));
  const links = [...page.matchAll(/href="#(seq-\d+)"/g)].map((match) => match[1]);
  expect(anchors.size).toBe(model.log.length);
  expect(links.filter((link) => !anchors.has(link))).toEqual([]);
});

const hostile = [
  '<script>alert(1)</script><img src=x onerror=alert(2)>',
  '"><svg onload=alert(3)>',
  "' onmouseover='alert(4)",
  '</style></title><iframe src="https://evil.example">',
  'a | b | c\n| x | y |\n# heading\n- item',
  '[click](javascript:alert(5)) ![x](https://evil.example/p.png) `code` **bold**',
  '\u202Etxt.exe\u202C \u0000\u001b[31mred\u0007',
].join(' ');

test('text from outside never becomes markup, script, link or style in the page', () => {
  const page = renderReport(reportOf(ordersStory({ title: hostile, text: hostile })), 'html').text;
  expect(page).not.toMatch(/<(script|img|iframe|object|embed|form|link|base)\b/i);
  expect([...page.matchAll(/<svg\b[^>]*>/g)].some((match) => match[0].includes('onload'))).toBe(false);
  const tags = page.replace(/>[^<]*</g, '><');
  expect(tags).not.toMatch(/<[^>"']*("[^"]*"[^>"']*|'[^']*'[^>"']*)*\bon\w+\s*=/i);
  expect(page).not.toMatch(/href="(?!#|https?:)/);
  expect(page).not.toContain('\u202E');
  expect(page).toContain('[U+202E]txt.exe');
  expect(page.match(/<\/style>/g)).toHaveLength(1);
  expect(page).toContain('default-src &#39;none&#39;');
});

test('text from outside never becomes a cell, a heading, a link or HTML in Markdown', () => {
  const text = renderReport(reportOf(ordersStory({ title: hostile, text: hostile })), 'md').text;
  expect(text.replace(/<a id="seq-\d+"><\/a>/g, '')).not.toMatch(/<(?!https?:)/);
  expect(text).not.toMatch(/(?<!\\)\]\((?!#seq-|<https?:)/);
  expect(text).not.toMatch(/^# heading|^- item|(?<!\\)!\[/m);
  for (const block of text.split('\n\n').filter((part) => part.startsWith('|'))) {
    const cells = block.split('\n').map((line) => line.replace(/\\\\|\\\|/g, '').split('|').length);
    expect(new Set(cells).size, block.slice(0, 200)).toBe(1);
  }
});

test('a rehearsal says so in the title, in every section and on every printed page', () => {
  const model = reportOf(ordersStory({ mode: 'rehearsal' }));
  const page = renderReport(model, 'html').text;
  expect(page).toContain('<title>REHEARSAL · Orders 4.2 cutover');
  expect(page.match(/<section/g)?.length).toBe(page.match(/<span class="tag">REHEARSAL<\/span>/g)?.length);
  expect(page).toContain('@top-center{content:"REHEARSAL"');
  const headings = renderReport(model, 'md').text.match(/^##? .*/gm) ?? [];
  expect(headings.filter((heading) => !heading.includes('REHEARSAL'))).toEqual([]);
  expect(renderReport(reportOf(ordersStory()), 'html').text).not.toContain('REHEARSAL');
});

test('where the plan dwarfs what happened, what happened has a picture of its own', () => {
  const story = new Story(ordersPlan());
  story
    .later(2 * MINUTE)
    .say('run.started', { t0: T0, t0From: 'now' })
    .ready('drain')
    .later(2_000)
    .started('drain');
  story.later(6_000).succeeded('drain');
  expect(renderReport(reportOf(story), 'html').text).toContain('<h3>What happened</h3>');
  expect(renderReport(reportOf(ordersStory()), 'html').text).not.toContain('<h3>What happened</h3>');
});

test('a run that has not ended shows what still lasts', () => {
  const story = new Story(ordersPlan());
  story
    .later(2 * MINUTE)
    .say('run.started', { t0: T0, t0From: 'window' })
    .ready('freeze-confirmed')
    .later(9 * MINUTE);
  const model = reportOf(story);
  expect(model.closure).toBeNull();
  expect(model.waits).toMatchObject([{ stepId: 'freeze-confirmed', open: true, to: T0 + 9 * MINUTE }]);
  expect(renderReport(model, 'html').text).toContain('still waiting');
});

test('JSON holds every fact and reads back as it was', () => {
  const model = reportOf(ordersStory());
  expect(JSON.parse(renderReport(model, 'json').text)).toEqual(JSON.parse(JSON.stringify(model)));
});

test('a run of 2,000 steps is written in a few seconds and stays openable', async () => {
  const steps = Array.from({ length: 2000 }, (_, index) =>
    planStep(`step-${index}`, ssh(['web-01', 'web-02']), { title: `Install package ${index} on the pair`, minutes: 1 }),
  );
  const story = new Story({ ...ordersPlan(), steps, clocks: [] });
  story.say('run.started', { t0: T0, t0From: 'now' });
  for (const step of steps) {
    story.ready(step.id).later(100).started(step.id);
    for (const target of ['web-01', 'web-02']) story.attempt(step.id, target, 1);
    story.later(20_000);
    for (const target of ['web-01', 'web-02'])
      story.attemptEnded(step.id, target, { attempt: 1, outcome: 'succeeded', exit: 0, ms: 19_000 });
    story.succeeded(step.id);
  }
  let page = '';
  const writing = await yardsticksOf(() => {
    page = renderReport(reportOf(story), 'html').text;
  });
  expect(page.length).toBeLessThan(16_000_000);
  expect(writing).toBeLessThan(60);
});

test('what an outputLimit left out stands with the attempt, with its digest, in both forms of the report', () => {
  const sha256 = '9'.repeat(64);
  const story = ordersStory();
  const event = story.events.findLast(({ type }) => type === 'attempt.finished') ?? expect.unreachable();
  const data = eventSchemas['attempt.finished'].parse(event.data);
  const gap = { rawOffset: 512, rawBytes: 3_000_000, storedOffset: 512, bytes: 3_000_000, sha256 };
  const record = { rawBytes: 3_001_024, storedBytes: 1_140, storedDigest: sha256, redactions: 0, leftOut: [gap] };
  const told = { ...event, data: { ...data, streams: { stdout: record } } };
  story.events.splice(story.events.indexOf(event), 1, told);
  for (const format of ['html', 'md'] as const) {
    const { text } = renderReport(reportOf(story), format);
    expect(text).toContain('3.0 MB left out by outputLimit');
    expect(text).toContain(sha256);
  }
});

test('where the run went is named at the top, and with its digest among what was frozen', () => {
  const sha256 = sha256Schema.parse('e'.repeat(64));
  const environment = { key: 'staging', title: 'Staging of the shop', rank: 20, revision: 4, sha256 };
  const story = new Story({ ...ordersPlan(), environment });
  expect(reportOf(story).log[0]?.sentence).toContain('revision 3 for staging, ');
  for (const format of ['md', 'html'] as const) {
    const { text } = renderReport(reportOf(story), format);
    expect(text.split('Staging of the shop (staging), revision 4').length, format).toBe(3);
    expect(text).toContain(sha256);
  }
  expect(renderReport(reportOf(ordersStory()), 'md').text).not.toContain('| Environment |');
});
