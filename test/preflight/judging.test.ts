import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../contract/plan.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import { compilePlan } from '../../main/domain/plan/index.ts';
import { verdictOf } from '../../main/domain/preflight/check.ts';
import { clockOffset, judgeClock, judgeOwnClock } from '../../main/domain/preflight/judge-clock.ts';
import { judgeFolder } from '../../main/domain/preflight/judge-folder.ts';
import { judgeInputs } from '../../main/domain/preflight/judge-inputs.ts';
import { judgePeople } from '../../main/domain/preflight/judge-people.ts';
import { judgePlan } from '../../main/domain/preflight/judge-plan.ts';
import { judgeTarget } from '../../main/domain/preflight/judge-target.ts';
import { judgeUrl } from '../../main/domain/preflight/judge-url.ts';
import { judgeWindow } from '../../main/domain/preflight/judge-window.ts';
import type { ClockReading, Survey, SurveyAnswer } from '../../main/domain/preflight/survey.ts';
import { isNobody } from '../../main/domain/run/people.ts';

/** A reading of a clock that is `offset` off, asked at 0 and answered after `trip`. */
function reading(offset: number, trip = 40, tickMs = 0): ClockReading {
  const at = trip / 2 + offset;
  return { targetMs: tickMs === 0 ? at : Math.floor(at / tickMs) * tickMs, tickMs, askedAtMs: 0, answeredAtMs: trip };
}

describe('the clock of a target', () => {
  it.each([
    [0, 'good', 'Agrees with this machine ± 20 ms.'],
    [-1_500, 'good', '1.5 s behind ± 20 ms.'],
    [-3_200, 'warning', 'Its clock is 3.2 s behind ± 20 ms against this machine: its log times will not match ours.'],
    [61_000, 'bad', 'Its clock is 61.0 s ahead ± 20 ms against this machine: certificates and logins may fail.'],
    [-3_600_000, 'bad', 'Its clock is 60 min behind ± 20 ms against this machine: certificates and logins may fail.'],
  ] as const)('%d ms off is %s', (offset, verdict, text) => {
    expect(judgeClock('db', reading(offset))).toMatchObject({ verdict, text });
  });

  it('is judged by what is certain: a slow line makes no bad clock', () => {
    expect(judgeClock('db', reading(2_500, 1_200))).toMatchObject({ verdict: 'good', text: '2.5 s ahead ± 600 ms.' });
    expect(judgeClock('db', reading(0, 9_000)).verdict).toBe('warning');
    expect(judgeClock('db', reading(100_000, 9_000)).verdict).toBe('bad');
    expect(judgeClock('db', null).verdict).toBe('warning');
  });

  it('the truth always lies within the bounds it states, whatever the line and the tick', () => {
    const ms = fc.integer({ min: 0, max: 20_000 });
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), ms, ms, fc.constantFrom(0, 1, 1000)),
        ([offset, there, back, tick]) => {
          const at = 5_000_000_000 + there + offset;
          const targetMs = tick === 0 ? at : Math.floor(at / tick) * tick;
          const asked = 5_000_000_000;
          const told = clockOffset({ targetMs, tickMs: tick, askedAtMs: asked, answeredAtMs: asked + there + back });
          expect(Math.abs(told.offsetMs - offset)).toBeLessThanOrEqual(told.errorMs + 1e-6);
        },
      ),
    );
  });

  it('when three targets agree with each other and not with us, ours is the odd one', () => {
    const at = (offset: number): Survey => ({ ...well, clock: reading(offset) });
    expect(judgeOwnClock([at(-30_000), at(-30_100), at(-30_050)])[0]).toMatchObject({
      subject: 'this machine',
      verdict: 'warning',
    });
    expect(judgeOwnClock([at(-30_000), at(-30_100)])).toEqual([]);
    expect(judgeOwnClock([at(-30_000), at(-30_100), at(0)])).toEqual([]);
    expect(judgeOwnClock([at(-30_000), at(-50_000), at(-90_000)])).toEqual([]);
  });
});

const well: SurveyAnswer = {
  kind: 'answered',
  hostKey: 'SHA256:abc',
  folders: [{ folder: '~/.holdpoint', freeKiB: 9_000_000, freeFiles: 500_000, isWritable: true }],
  missingPrograms: [],
  killsAtLogout: false,
  clock: reading(0),
};

describe('room on a target', () => {
  const folder = { folder: '/var/hp', freeKiB: 900_000, freeFiles: 10_000, isWritable: true };
  it.each([
    [{}, 'good', '/var/hp: 878 MiB free.'],
    [{ freeKiB: 150 * 1024 }, 'warning', 'nearly full: 150 MiB'],
    [{ freeKiB: 900 }, 'bad', 'is full: 900 KiB free'],
    [{ freeKiB: null }, 'warning', 'could not be learnt'],
    [{ freeFiles: 3 }, 'bad', 'only 3 more files'],
    [{ freeFiles: null }, 'good', 'free'],
    [{ isWritable: false }, 'bad', 'cannot be written to'],
  ] as const)('%j is %s', (more, verdict, text) => {
    const check = judgeFolder('db', { ...folder, ...more });
    expect(check.verdict).toBe(verdict);
    expect(check.text).toContain(text);
    expect(check.cure === null).toBe(verdict === 'good');
  });
});

describe('a target', () => {
  const target = { name: 'db' } as Parameters<typeof judgeTarget>[0];
  it('that answered has an entry for each aspect', () => {
    const checks = judgeTarget(target, well);
    expect(checks.map(({ aspect }) => aspect)).toEqual([
      'reachable',
      'host-key',
      'authentication',
      'shell',
      'disk',
      'clock',
    ]);
    expect(verdictOf(checks)).toBe('green');
  });

  it.each([
    ['route', 'reachable', 'bad', []],
    ['time', 'reachable', 'unknown', []],
    ['key-unknown', 'host-key', 'bad', ['reachable']],
    ['key-changed', 'host-key', 'bad', ['reachable']],
    ['login', 'authentication', 'bad', ['reachable', 'host-key']],
    ['shell', 'shell', 'bad', ['reachable', 'host-key', 'authentication']],
  ] as const)('that failed at %s says so, and what was well before', (...row) => {
    const [stage, aspect, verdict, before] = row;
    const checks = judgeTarget(target, { kind: 'failed', stage, reason: 'It refused. It really did. Ask its owner.' });
    expect(checks.map((check) => [check.aspect, check.verdict])).toEqual([
      ...before.map((one) => [one, 'good']),
      [aspect, verdict],
    ]);
    expect(checks.at(-1)?.cure).not.toBeNull();
    expect(verdictOf(checks)).toBe('red');
  });

  it('the adapter’s last sentence is the cure, the others are what happened', () => {
    const reason = 'db:22 refused the connection: nothing listens there. Check port, firewall and that sshd runs.';
    expect(judgeTarget(target, { kind: 'failed', stage: 'route', reason })[0]).toMatchObject({
      text: 'db:22 refused the connection: nothing listens there.',
      cure: 'Check port, firewall and that sshd runs.',
    });
  });

  it('that ends what a login leaves behind is a warning with its cure', () => {
    const checks = judgeTarget(target, { ...well, killsAtLogout: true });
    expect(checks.find(({ aspect }) => aspect === 'shell')).toMatchObject({ verdict: 'warning' });
    expect(checks.find(({ aspect }) => aspect === 'shell')?.cure).toContain('linger');
  });

  it('without a program that its steps call is bad', () => {
    const checks = judgeTarget(target, { ...well, missingPrograms: ['bash'] });
    expect(checks.find(({ aspect }) => aspect === 'shell')).toMatchObject({ verdict: 'bad' });
  });
});

describe('an address', () => {
  const at = (answer: Parameters<typeof judgeUrl>[2]['answer']) => judgeUrl('api', 'https://x', { answer, now: 0 });
  it('any status is an answer; silence is not', () => {
    expect(at({ kind: 'answered', status: 503, certificateEndsAt: null })).toMatchObject({ verdict: 'good' });
    expect(at({ kind: 'silent', reason: 'the connection was refused' })).toMatchObject({ verdict: 'bad' });
  });
  it('a certificate about to end is a warning with its days', () => {
    const day = 86_400_000;
    expect(at({ kind: 'answered', status: 200, certificateEndsAt: 3.5 * day })).toMatchObject({
      verdict: 'warning',
      text: 'https://x answers with status 200. Its certificate ends in 3 days.',
    });
    expect(at({ kind: 'answered', status: 200, certificateEndsAt: 90 * day }).verdict).toBe('good');
  });
});

function planOf(more: string, people = '- { role: Lead, name: Anna, phone: "1" }'): Plan {
  const text = `apiVersion: holdpoint/v1
kind: Runbook
key: test
title: Test
timezone: UTC
inputs: [ { name: version }, { name: token, secret: true } ]
people:
  ${people}
inventory:
  - { name: web-01, kind: ssh, host: 10.0.0.1 }
  - { name: api, kind: http, baseUrl: 'http://api' }
${more}`;
  const compiled = compilePlan(text, null, { resolveWallTime, digest: sha256 });
  if (compiled.kind === 'findings') throw new Error(JSON.stringify(compiled.findings));
  return compiled.plan;
}

const oneStep = 'steps:\n  - { id: a, kind: manual, title: A, responsible: Lead, duration: 90m }\n';

describe('people', () => {
  it.each(['To be named', 'to be confirmed', 'TBD', 'tba', 'N.N.', '?', ' - ', 'n/a', ''])('“%s” is nobody', (name) => {
    expect(isNobody(name)).toBe(true);
  });
  it.each(['Anna', 'Tbdorf', 'Noah', 'X. Ample', 'Na Li'])('“%s” is somebody', (name) => {
    expect(isNobody(name)).toBe(false);
  });

  it('a role without a person is a warning each, phones are one warning for all', () => {
    const people = `- { role: Lead, name: To be named }
  - { role: Ops, name: Ben }
  - { role: Net, name: Carla }
  - { role: Db, name: Dora, phone: '+49 30 1' }`;
    const steps = ['Lead', 'Lead', 'Ops', 'Net', 'Db'].map(
      (role, index) => `  - { id: s${index}, kind: manual, title: S, responsible: ${role}, duration: 1m }`,
    );
    const checks = judgePeople(planOf(`steps:\n${steps.join('\n')}\n`, people));
    expect(checks.map(({ subject, verdict }) => [subject, verdict])).toEqual([
      ['Lead', 'warning'],
      ['phone', 'warning'],
      ['Db', 'good'],
    ]);
    expect(checks[0]?.text).toContain('s0, s1');
    expect(checks[1]?.text).toBe('Ben, Carla have no phone number in the runbook.');
  });
});

describe('the window', () => {
  const plan = planOf(`window: { start: '2026-11-28T22:00', end: '2026-11-29T00:00' }\n${oneStep}`);
  const at = (time: string) => judgeWindow(plan, Date.parse(`${time}Z`));
  it.each([
    ['2026-11-28T22:10', 'good', 'open for another 1 h 50 m; the plan needs 1 h 30 m'],
    ['2026-11-28T23:00', 'warning', 'it would end 30 m late'],
    ['2026-11-28T20:00', 'warning', 'opens in 2 h'],
    ['2026-11-29T01:00', 'warning', 'ended 1 h ago'],
  ])('at %s is %s', (time, verdict, text) => {
    const check = at(time);
    expect(check.verdict).toBe(verdict);
    expect(check.text).toContain(text);
  });
  it('none is no complaint', () => {
    expect(judgeWindow(planOf(oneStep), 0).verdict).toBe('good');
  });
});

describe('the plan and its values', () => {
  const known = { inputs: { version: '1' }, secretNames: ['token'], told: [] };
  const script = (env: string) =>
    `steps:\n  - { id: a, kind: ssh, title: A, responsible: Lead, targets: name=web-01, run: 'true', duration: 1m, env: { V: '${env}' } }\n`;

  it('a placeholder nothing will fill is bad; one an earlier step fills is not', () => {
    expect(judgePlan(planOf(script('${{ inputs.version }}')), known, [])[0]?.verdict).toBe('good');
    const [check] = judgePlan(planOf(script('${{ inputs.version }}')), { ...known, inputs: {} }, []);
    expect(check).toMatchObject({ subject: 'a', verdict: 'bad' });
    expect(check?.text).toContain('inputs.version');
  });

  it('a secret no input asks for is the vault’s, and judged there', () => {
    const plan = planOf(script('${{ secrets.token }}'));
    expect(judgePlan(plan, { ...known, secretNames: [] }, [])[0]?.verdict).toBe('good');
    const vault = { condition: 'unlocked', needed: ['token'], absent: ['token'] } as const;
    const [check] = judgeInputs({ filled: [], faults: [], secretsGiven: [], secretsMissing: [], vault }).filter(
      ({ verdict }) => verdict === 'bad',
    );
    expect(check?.subject).toBe('secrets.token');
  });

  it('what this build cannot execute is bad', () => {
    const finding = {
      rule: 'not-executable-yet',
      severity: 'not-executable-yet',
      message: 'A vote.',
      line: 9,
    } as const;
    expect(judgePlan(planOf(oneStep), known, [finding])[0]).toMatchObject({ subject: 'line 9', verdict: 'bad' });
  });

  it('a request that a value would lead elsewhere is bad', () => {
    const request = `steps:\n  - { id: a, kind: http, title: A, responsible: Lead, targets: name=api, duration: 1m, request: { method: GET, path: '/x/\${{ inputs.version }}' }, expect: { status: 200 } }\n`;
    expect(judgePlan(planOf(request), { ...known, inputs: { version: '..' } }, [])[0]).toMatchObject({
      subject: 'a',
      verdict: 'bad',
    });
    expect(judgePlan(planOf(request), known, [])[0]?.verdict).toBe('good');
  });

  it('an input that is wrong and a secret that is missing are bad, by name', () => {
    const message = '"x" is no value for the input "version": it does not match ^\\d+$.';
    const checks = judgeInputs({
      filled: ['version', 'note'],
      faults: [{ rule: 'input-pattern', severity: 'error', message }],
      secretsGiven: [],
      secretsMissing: ['token'],
    });
    expect(checks.map(({ subject, verdict }) => [subject, verdict])).toEqual([
      ['version', 'bad'],
      ['token', 'bad'],
      ['note', 'good'],
    ]);
  });
});

it('what is not known counts like what is bad; a warning is amber', () => {
  const check = { aspect: 'url', subject: 'x', text: '', cure: null } as const;
  expect(verdictOf([{ ...check, verdict: 'good' }])).toBe('green');
  expect(verdictOf([{ ...check, verdict: 'warning' }])).toBe('amber');
  expect(
    verdictOf([
      { ...check, verdict: 'warning' },
      { ...check, verdict: 'unknown' },
    ]),
  ).toBe('red');
  expect(verdictOf([{ ...check, verdict: 'bad' }])).toBe('red');
});
