import { describe, expect, it } from 'vitest';
import type { Preflight, PreflightCheck } from '../../contract/preflight.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import type { SurveyQuestion } from '../../main/core/ports/shell.ts';
import { askPreflight, type Start } from '../../main/core/preflight/ask-preflight.ts';
import { ALL_WITHIN_MS } from '../../main/core/preflight/ask-targets.ts';
import { compilePlan } from '../../main/domain/plan/index.ts';
import type { Survey } from '../../main/domain/preflight/survey.ts';
import { fakeShell, wellTarget } from '../support/fake-shell.ts';
import { manualClock, settled } from '../support/manual-clock.ts';
import { fakeHttp, openWorld } from '../support/run-world.ts';

const failedAt = (stage: Extract<Survey, { kind: 'failed' }>['stage'], reason: string): Survey => ({
  kind: 'failed',
  stage,
  reason: `${reason}. Mend it.`,
});

const names = Array.from({ length: 40 }, (_, i) => `web-${String(i + 1).padStart(2, '0')}`);

function runbook(hosts: readonly string[], more = ''): string {
  const inventory = hosts.map(
    (name, i) => `  - { name: ${name}, kind: ssh, host: 10.0.0.${i + 1}, labels: { tier: web } }`,
  );
  return `apiVersion: holdpoint/v1
kind: Runbook
key: test
title: Test
timezone: UTC
people: [ { role: Lead, name: Anna, phone: '1' } ]
inventory:
${inventory.join('\n')}
  - { name: unused, kind: ssh, host: 10.9.9.9 }
  - { name: api, kind: http, baseUrl: 'http://api.example.com/base' }
steps:
  - { id: deploy, kind: ssh, title: D, responsible: Lead, targets: tier=web, shell: bash -eu, run: 'true', duration: 1m }
  - { id: look, kind: http, title: L, responsible: Lead, targets: name=api, duration: 1m, request: { method: GET, path: / }, expect: { status: 200 } }
${more}`;
}

interface Asked {
  readonly questions: Map<string, SurveyQuestion>;
  readonly most: () => number;
}

/** A fleet whose targets answer as told; the others are well. */
function world(answers: Readonly<Record<string, () => Promise<Survey>>> = {}) {
  const clock = manualClock();
  const http = fakeHttp();
  const questions = new Map<string, SurveyQuestion>();
  let going = 0;
  let most = 0;
  const shell = {
    ...fakeShell(),
    survey: async (target: { name: string }, question: SurveyQuestion): Promise<Survey> => {
      questions.set(target.name, question);
      most = Math.max(most, ++going);
      try {
        await Promise.resolve();
        return await (answers[target.name]?.() ?? Promise.resolve(wellTarget));
      } finally {
        going -= 1;
      }
    },
  };
  const asked: Asked = { questions, most: () => most };
  return { services: { shell, http, clock }, clock, http, ...asked };
}

function startOf(text: string, more: Partial<Start> = {}): Start {
  const compiled = compilePlan(text, null, { resolveWallTime, digest: sha256 });
  if (compiled.kind === 'findings') throw new Error(JSON.stringify(compiled.findings));
  const { plan, values, findings } = compiled;
  const inputs = { filled: [], faults: [], secretsGiven: [], secretsMissing: [] };
  return { plan, values, findings, inputs, mode: 'live', forks: 32, redact: (words) => words, ...more };
}

function notGood(preflight: Preflight): readonly (readonly [string, PreflightCheck['aspect'], string])[] {
  return preflight.checks
    .filter(({ verdict }) => verdict !== 'good')
    .map(({ subject, aspect, verdict }) => [subject, aspect, verdict] as const);
}

describe('asking the targets of a plan', () => {
  it('asks each one a step names, and no other, for the shells its steps call', async () => {
    const { services, questions, http } = world();
    const preflight = await askPreflight(services, startOf(runbook(names)));
    expect(notGood(preflight)).toEqual([]);
    expect(preflight.verdict).toBe('green');
    expect([...questions.keys()]).toEqual(names);
    expect(questions.get('web-01')).toMatchObject({ folders: ['~/.holdpoint', '/tmp'], programs: ['bash'] });
    expect(http.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET http://api.example.com/base']);
  });

  it('tells every kind of trouble by target, each on its own', async () => {
    const folder = { folder: '~/.holdpoint', freeKiB: 12, freeFiles: 1_000_000, isWritable: true };
    const { services } = world({
      'web-01': async () => failedAt('route', '10.0.0.1:22 refused the connection'),
      'web-02': async () => failedAt('login', 'deploy@10.0.0.2:22 refused the login'),
      'web-03': async () => failedAt('key-changed', 'The host key HAS CHANGED'),
      'web-04': async () => ({ ...wellTarget, folders: [folder] }),
      'web-05': async () => ({
        ...wellTarget,
        clock: { targetMs: -3_200, tickMs: 0, askedAtMs: -20, answeredAtMs: 20 },
      }),
      'web-06': async () => ({ ...wellTarget, missingPrograms: ['bash'] }),
    });
    const preflight = await askPreflight(services, startOf(runbook(names.slice(0, 8))));
    expect(notGood(preflight)).toEqual([
      ['web-01', 'reachable', 'bad'],
      ['web-02', 'authentication', 'bad'],
      ['web-03', 'host-key', 'bad'],
      ['web-04', 'disk', 'bad'],
      ['web-05', 'clock', 'warning'],
      ['web-06', 'shell', 'bad'],
    ]);
    expect(preflight.verdict).toBe('red');
    expect(preflight.checks.find(({ aspect, verdict }) => aspect === 'clock' && verdict === 'warning')?.text).toContain(
      '3.2 s behind ± 20 ms',
    );
  });

  it('asks no more at once than may be, and a hung one takes up one place only', async () => {
    const { services, clock, most, questions } = world({ 'web-01': () => new Promise(() => {}) });
    const asking = askPreflight(services, startOf(runbook(names), { forks: 4 }));
    await settled(60);
    expect(questions.size).toBe(40);
    expect(most()).toBeLessThanOrEqual(4);
    await clock.advance(ALL_WITHIN_MS);
    const preflight = await asking;
    expect(notGood(preflight)).toEqual([['web-01', 'reachable', 'unknown']]);
    expect(preflight.endedAt - preflight.startedAt).toBe(ALL_WITHIN_MS);
    expect(clock.timers).toBe(0);
  });

  it('what was not asked when the time was over is not known, which counts like bad', async () => {
    const hang = () => new Promise<Survey>(() => {});
    const { services, clock } = world({ 'web-01': hang, 'web-02': hang });
    const asking = askPreflight(services, startOf(runbook(names.slice(0, 3)), { forks: 2 }));
    await clock.advance(ALL_WITHIN_MS);
    const preflight = await asking;
    expect(notGood(preflight)).toEqual([
      ['web-01', 'reachable', 'unknown'],
      ['web-02', 'reachable', 'unknown'],
      ['web-03', 'reachable', 'unknown'],
      ['api', 'url', 'bad'],
    ]);
    expect(preflight.verdict).toBe('red');
  });

  it('an address that does not answer is bad; one that answers anything is good', async () => {
    const { services, http } = world();
    http.answer = async () => ({ kind: 'not-sent', reason: 'the host name is not known (ENOTFOUND)', durationMs: 1 });
    const silent = await askPreflight(services, startOf(runbook(names.slice(0, 1))));
    expect(notGood(silent)).toEqual([['api', 'url', 'bad']]);
    http.answer = async () => ({ kind: 'cut', cause: 'too-large', reason: 'large', durationMs: 1 });
    expect(notGood(await askPreflight(services, startOf(runbook(names.slice(0, 1)))))).toEqual([]);
  });

  it('whatever a target says is a line of bounded length, and moves no terminal', async () => {
    const said = `\u001b[2J\u0007 no\n${'x'.repeat(500_000)}`;
    const { services } = world({ 'web-01': async () => failedAt('login', said) });
    const preflight = await askPreflight(services, startOf(runbook(['web-01'])));
    const texts = preflight.checks.flatMap(({ text, cure, subject }) => [text, cure ?? '', subject]);
    expect(Math.max(...texts.map((text) => text.length))).toBe(1000);
    expect(texts.some((text) => /\p{Cc}/u.test(text))).toBe(false);
  });

  it('secrets are taken out of whatever a server says', async () => {
    const { services } = world({ 'web-01': async () => failedAt('route', 'banner: hush-hush-hush') });
    const redact = (text: string) => text.replaceAll('hush-hush-hush', '[secret]');
    const preflight = await askPreflight(services, startOf(runbook(names.slice(0, 1)), { redact }));
    expect(JSON.stringify(preflight)).not.toContain('hush');
  });

  it('a rehearsal touches no target', async () => {
    const { services, questions, http } = world();
    const preflight = await askPreflight(services, startOf(runbook(names), { mode: 'rehearsal' }));
    expect(questions.size).toBe(0);
    expect(http.requests).toEqual([]);
    expect(preflight.verdict).toBe('green');
  });
});

describe('the start of a live run', () => {
  const minute = 60_000;
  const manual = runbook(['web-01']);

  it('is refused without a preflight young enough, and goes with one', async () => {
    const open = openWorld(manual);
    await open.core.drive('all');
    const runId = await open.create();
    await open.clock.advance(31 * minute);
    const refused = await open.command(runId, { type: 'start' });
    expect(refused).toMatchObject({ ok: false, problem: { code: 'refused' } });
    expect(open.state(runId).life).toBe('draft');
    const accepted = await open.command(runId, { type: 'start', acceptPreflight: 'checked by hand' });
    expect(accepted.ok).toBe(true);
    expect(open.log(runId, 'preflight.accepted').map((event) => event.data)).toMatchObject([
      { reason: 'checked by hand' },
    ]);
  });

  it('has its preflight in the log, with who asked for it', async () => {
    const open = openWorld(manual);
    const runId = await open.create();
    expect(open.log(runId, 'preflight.finished').map(({ actor }) => actor.person)).toEqual(['Anna']);
  });
});
