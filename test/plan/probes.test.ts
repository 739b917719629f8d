import { describe, expect, it } from 'vitest';
import { previewOf } from '../../main/domain/plan/index.ts';
import { compiled, findingsOf } from './support/runbook-text.ts';

function runbook(probes: string, more = ''): string {
  return `apiVersion: holdpoint/v1
kind: Runbook
key: watched
title: Watched
inputs:
  - { name: version, default: '4.2' }
  - { name: token, secret: true }
inventory:
  - { name: web-01, kind: ssh, host: h1, user: u, labels: { tier: web } }
  - { name: web-02, kind: ssh, host: h2, user: u, labels: { tier: web } }
  - { name: api, kind: http, baseUrl: 'https://api.example.com' }
people:
  - { role: Lead, name: Anna, phone: '1' }
probes:
${probes}
steps:
  - { id: look, kind: manual, title: Look, responsible: Lead, duration: 5m }
${more}`;
}

const health = '  - { name: health, kind: http, targets: name=api, path: /health }';
const rules = (text: string) => findingsOf(text).map(({ rule, severity }) => `${severity} ${rule}`);

describe('probes of a runbook', () => {
  it('are frozen with their targets and defaults', () => {
    const load = '  - { name: load, kind: ssh, targets: tier=web, run: uptime, every: 1m, timeout: 3s }';
    const { plan } = compiled(runbook(`${health}\n${load}`));
    expect(plan.probes).toMatchObject([
      { name: 'health', targets: ['api'], everyMs: 30_000, timeoutMs: 10_000, request: { method: 'GET' } },
      { name: 'load', targets: ['web-01', 'web-02'], everyMs: 60_000, timeoutMs: 3_000, shell: 'sh' },
    ]);
  });

  it('leave the plan of a runbook without any as it was', () => {
    const { plan } = compiled(runbook(health).replace(/probes:\n.*\n/, ''));
    expect(Object.hasOwn(plan, 'probes')).toBe(false);
  });

  it('find nothing wrong with what can be executed', () => {
    const step = '  - { id: ok, kind: probe, title: Ok, responsible: Lead, probe: health, for: 1m, duration: 1m }\n';
    expect(rules(runbook(health, step))).toEqual([]);
  });

  it.each([
    ['every: 500ms', 'error probe-too-often'],
    ['timeout: 0s', 'error probe-no-time'],
    ['method: POST', 'warning probe-not-read-only'],
    ["headers: { x: '${{ inputs.nope }}' }", 'error unknown-reference'],
  ])('with %s give the finding %s', (keys, rule) => {
    expect(rules(runbook(health.replace('path:', `${keys}, path:`)))).toEqual([rule]);
  });

  it('may not put a value into a script', () => {
    const probe = "  - { name: load, kind: ssh, targets: tier=web, run: 'check ${{ inputs.version }}' }";
    expect(rules(runbook(probe))).toEqual(['error placeholder-in-script']);
  });

  it('must exist where they are named', () => {
    const step = '  - { id: ok, kind: probe, title: Ok, responsible: Lead, probe: helth, for: 1m, duration: 1m }\n';
    const [finding] = findingsOf(runbook(health, step));
    expect(finding).toMatchObject({ rule: 'unknown-probe', cure: 'Write health.' });
    const plan = 'backoutPlan: { verify: [helth], triggers: [ { text: Bad, probe: healthy } ] }\n';
    const found = findingsOf(runbook(health).replace('probes:', `${plan}probes:`)).map(({ rule, path }) => [
      rule,
      path,
    ]);
    expect(found).toContainEqual(['unknown-probe', 'backoutPlan.verify[0]']);
    expect(found).toContainEqual(['unknown-probe', 'backoutPlan.triggers[0].probe']);
  });

  it('are previewed as they will be asked, and so is the step that waits for one', () => {
    const step =
      '  - { id: ok, kind: probe, title: Ok, responsible: Lead, probe: health, until: { every: 5s, within: 1m }, duration: 1m }\n';
    const probe = health.replace('path:', "headers: { x-release: '${{ inputs.version }}' }, path:");
    const { plan, values } = compiled(runbook(probe, step));
    const preview = previewOf(plan, values, []);
    expect(preview.probes?.[0]).toMatchObject({
      stepId: 'probe:health',
      targets: [{ name: 'api', what: 'GET https://api.example.com/health\nx-release: 4.2' }],
    });
    expect(preview.steps[1]?.targets[0]?.how).toBe(
      'Asked every 5.0 s until it is successful, for 1 m at most. Expects 200 to 299.',
    );
  });
});
