import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { planSchema } from '../../contract/plan.ts';
import { compilePlan, judgeDocument } from '../../main/domain/plan/index.ts';
import { runbookView } from '../../main/domain/plan/runbook-view.ts';
import { compiled, findingsOf, runbookWith, tools } from './support/runbook-text.ts';

const sample = readFileSync(path.join(import.meta.dirname, 'samples/orders-cutover.yaml'), 'utf8');
const at = (wall: string) => Date.parse(wall);

describe("the design's sample", () => {
  it('has no finding but what this build does not execute yet', () => {
    expect(findingsOf(sample).map((finding) => [finding.rule, finding.path])).toEqual([
      ['not-executable-yet', 'backoutPlan'],
      ['not-executable-yet', 'steps[1].rollout'],
      ['not-executable-yet', 'steps[1].backout'],
      ['not-executable-yet', 'steps[2].criteria[0].probe'],
      ['not-executable-yet', 'steps[2].vote'],
    ]);
  });

  it('compiles to a plan the contract accepts', () => {
    const { plan, values } = compiledSample();
    expect(planSchema.safeParse(plan).error).toBeUndefined();
    expect(values).toEqual({ version: '4.2.0' });
    expect(plan.window).toEqual({ start: at('2026-11-28T21:00Z'), end: at('2026-11-29T01:00Z') });
    expect(plan.steps.map((step) => step.id)).toEqual([
      'freeze-confirmed',
      'drain',
      'go-no-go',
      'migrate',
      'health',
      'announce',
    ]);
    expect(plan.steps[1]).toMatchObject({
      start: 'ask',
      timeoutMs: 600_000,
      duration: { minMs: 180_000, likelyMs: 300_000, maxMs: 720_000 },
      backout: { kind: 'step' },
      action: {
        kind: 'ssh',
        targets: ['web-01', 'web-02'],
        shell: 'sh',
        detach: true,
        retry: { attempts: 3, delayMs: 10_000 },
        expect: { exit: [0], stdout: { not: 'ERROR' }, stderr: null },
      },
    });
    expect(plan.steps[2]).toMatchObject({
      timeoutMs: null,
      after: [
        { step: 'drain', type: 'FS', lagMs: 0 },
        { step: 'freeze-confirmed', type: 'FS', lagMs: 1_200_000 },
      ],
      deadline: { withinMs: 900_000, onExpiry: 'no-go', escalate: ['Database lead'] },
      action: { approvals: { roles: ['Release manager'], count: 1, excludeExecutor: true } },
    });
    expect(plan.steps[3]).toMatchObject({ startAtMs: 2_700_000, pointOfNoReturn: true, backout: { kind: 'none' } });
    expect(plan.steps[4]?.action).toMatchObject({ until: { everyMs: 5000, withinMs: 600_000 } });
  });

  it('is shown with its schedule, and cannot run live', () => {
    const view = runbookView(judgeDocument(sample, tools.resolveWallTime), tools);
    expect(view?.canRunLive).toBe(false);
    expect(view?.steps.map((step) => [step.id, step.plannedStartMs, step.critical])).toEqual([
      ['freeze-confirmed', 0, false],
      ['drain', 300_000, false],
      ['go-no-go', 1_500_000, false],
      ['migrate', 2_700_000, true],
      ['health', 3_900_000, true],
      ['announce', 4_020_000, true],
    ]);
    expect(view?.plannedLengthMs).toBe(4_080_000);
  });
});

function compiledSample() {
  const result = compilePlan(sample, { values: {}, secretNames: [] }, tools);
  if (result.kind !== 'plan') throw new Error('the sample does not compile');
  return result;
}

const work = (more: string) =>
  runbookWith(
    `- id: work\n  kind: ssh\n  title: Work\n  responsible: Lead\n  duration: 5m\n  targets: tier=web\n  run: "true"\n${more}`,
  );

describe('defaults', () => {
  it('reach automated steps and targets, and give way to what is said', () => {
    const text = runbookWith(
      `- { id: a, kind: ssh, title: a, targets: tier=web, run: 'true', timeout: 1m, start: ask }\n- { id: b, kind: http, title: b, targets: name=api, request: { path: / } }\n- { id: c, kind: manual, title: c }\n`,
      'defaults: { timeout: 3m, start: auto, onFailure: continue, port: 2222, identity: ~/.ssh/id_x, env: { A: a } }\n',
    );
    const { plan } = compiled(text);
    expect(plan.steps.map((step) => [step.timeoutMs, step.start, step.onFailure])).toEqual([
      [60_000, 'ask', 'continue'],
      [180_000, 'auto', 'continue'],
      [null, 'auto', 'continue'],
    ]);
    expect(plan.targets[0]).toMatchObject({ port: 2222, identity: '~/.ssh/id_x', env: { A: 'a' } });
  });

  it('read a time of day as its first occurrence in the window', () => {
    const { plan } = compiled(work("  notBefore: '23:30'\n  notAfter: '01:15'\n"));
    expect(plan.steps[0]).toMatchObject({ notBefore: at('2026-11-28T22:30Z'), notAfter: at('2026-11-29T00:15Z') });
  });
});

describe('the hashes', () => {
  const base = compiled(work(''));
  const differences = (text: string, values = {}) => {
    const { hashes } = compiled(text, values);
    return Object.entries(hashes).flatMap(([name, hash]) =>
      Object.entries(base.hashes).some(([other, before]) => other === name && before === hash) ? [] : [name],
    );
  };

  it('do not change with comments, quotes and order of keys', () => {
    const text = work('').replace(
      'title: Work\n  responsible: Lead',
      "# a comment\n  responsible: 'Lead'\n  title: Work",
    );
    expect(differences(text)).toEqual([]);
  });

  it('tell the plan, the schedule and the binding apart', () => {
    expect(differences(work('').replace('"true"', '"false"'))).toEqual(['plan']);
    expect(differences(work('').replace('T02:00', 'T03:00'))).toEqual(['schedule']);
    expect(differences(work('').replace('10.0.0.9', '10.0.0.8'))).toEqual(['binding']);
    expect(differences(work(''), { version: '4.2.1' })).toEqual(['binding']);
    expect(differences(work('').replace('name: Ann', 'name: Eve'))).toEqual(['binding']);
  });

  it('count what this build does not execute', () => {
    expect(differences(work('  rollout: { batches: [1, 100%] }\n'))).toEqual(['plan']);
  });

  it('leave other steps alone when one is changed', () => {
    const other = '- { id: other, kind: manual, title: Other }\n';
    const before = compiled(work('') + other.replaceAll(/^/gm, '  ').trimEnd()).plan.steps.map((step) => step.hash);
    const after = compiled(work('  expected: More\n') + other.replaceAll(/^/gm, '  ').trimEnd()).plan.steps.map(
      (step) => step.hash,
    );
    expect(before.map((hash, index) => hash === after[index])).toEqual([false, true]);
  });
});

describe('what cannot be executed yet', () => {
  it.each([
    ['rollout: { batches: [1] }', 'steps[0].rollout'],
    ['fourEyes: true', 'steps[0].fourEyes'],
    ['minSfiaLevel: 4', 'steps[0].minSfiaLevel'],
    ['supplier: Acme', 'steps[0].supplier'],
    ['onFailure: backout', 'steps[0].onFailure'],
    ['backout: { kind: ssh, run: undo }', 'steps[0].backout'],
    ["after: ['run:other/step-a']", 'steps[0].after[0]'],
    ['verify: { file: x.sh }', 'steps[0].verify'],
  ])('%s refuses live and compiles for a rehearsal', (line, where) => {
    const result = compiled(work(`  ${line}\n`));
    expect(
      result.findings.filter((finding) => finding.severity === 'not-executable-yet').map((finding) => finding.path),
    ).toEqual([where]);
  });

  it('finds nothing in a runbook of executable parts only', () => {
    const text = work(
      `  check: 'true'\n  verify: 'true'\n  skipWhenDone: true\n  retry: { attempts: 2, delay: 1s }\n  outputs: { id: { regex: 'id=(\\w+)' } }\n  when: { value: '\${{ inputs.version }}', in: [x] }\n  onFailure: continue\n  env: { A: '\${{ secrets.token }}' }\n`,
    );
    expect(findingsOf(text)).toEqual([]);
  });
});
