import { describe, expect, it } from 'vitest';
import { planSchema } from '../../contract/plan.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import { compilePlan, judgeDocument, type StoredChecklists } from '../../main/domain/plan/index.ts';

const runbook = (head: string, targets = 'group=web') => `apiVersion: holdpoint/v1
kind: Runbook
key: orders
title: Orders
people: [{ role: Lead, name: Anna }]
${head}
steps:
  - { id: deploy, kind: ssh, title: Deploy, responsible: Lead, targets: '${targets}', run: 'true', duration: 1m }
`;

const environment = (more = '', key = 'production') => `apiVersion: holdpoint/v1
kind: Environment
key: ${key}
title: Production
rank: 30
defaults: { user: deploy, port: 2222, env: { SITE: fra } }
inventory:
  - { name: web-01, kind: ssh, host: 10.0.0.1, labels: { tier: web } }
  - { name: web-02, kind: ssh, host: 10.0.0.2, port: 22, labels: { tier: web } }
  - { name: db-01, kind: ssh, host: 10.0.0.3, labels: { tier: db } }
groups: { web: tier=web, all: 'name=*' }
${more}`;

function known(text: string | null, keys: readonly string[] | null = null): StoredChecklists {
  const found = text === null ? [] : [{ key: 'production', revision: 4, sha256: sha256(text), text }];
  return { found: [], keys: null, environments: { found, keys } };
}

function planOf(text: string, stored: StoredChecklists) {
  const compiled = compilePlan(text, { values: {}, secretNames: [] }, { resolveWallTime, digest: sha256, stored });
  if (compiled.kind !== 'plan') throw new Error(JSON.stringify(compiled.findings));
  return compiled;
}

const findings = (text: string, stored: StoredChecklists) => judgeDocument(text, resolveWallTime, stored).findings;
const rules = (text: string, stored: StoredChecklists) => findings(text, stored).map(({ rule }) => rule);

const goes = runbook(
  'environment: production\ndefaults: { port: 99, identity: ~/.ssh/id, env: { SITE: muc, LANG: C } }',
);

describe('a runbook that goes to an environment', () => {
  it('has its targets: their own keys first, then the defaults of the environment, then those of the runbook', () => {
    const { plan } = planOf(goes, known(environment()));
    expect(plan.targets.slice(0, 2)).toMatchObject([
      { name: 'web-01', user: 'deploy', port: 2222, identity: '~/.ssh/id', env: { SITE: 'fra', LANG: 'C' } },
      { name: 'web-02', port: 22 },
    ]);
  });

  it('selects by group, and keeps the groups and the environment in the frozen plan', () => {
    const { plan } = planOf(goes, known(environment()));
    expect(plan.steps[0]?.action).toMatchObject({ targets: ['web-01', 'web-02'] });
    expect(plan.targets.map(({ groups }) => groups)).toEqual([['web', 'all'], ['web', 'all'], ['all']]);
    expect(plan.environment).toEqual({
      ...{ key: 'production', title: 'Production', rank: 30, revision: 4, sha256: sha256(environment()) },
    });
    expect(planSchema.parse(plan)).toEqual(plan);
    const others = planOf(runbook('environment: production', 'group!=web'), known(environment()));
    expect(others.plan.steps[0]?.action).toMatchObject({ targets: ['db-01'] });
  });

  it('is bound to it: another address changes the binding, and not the plan', () => {
    const one = planOf(goes, known(environment())).hashes;
    const other = planOf(goes, known(environment().replace('10.0.0.2', '10.0.0.9'))).hashes;
    expect(other.binding).not.toBe(one.binding);
    expect(other.plan).toBe(one.plan);
  });

  it('is an error where every document is known and this one is not, with the nearest key', () => {
    const [missing] = findings(runbook('environment: productoin'), known(environment(), ['production']));
    expect(missing).toMatchObject({ rule: 'environment-missing', severity: 'error' });
    expect(missing?.cure).toContain('production');
  });

  it('is not executable yet for a file that is judged alone', () => {
    expect(findings(goes, { found: [], keys: null }).map(({ severity }) => severity)).toEqual(['not-executable-yet']);
  });

  it('has no targets of its own beside it, and is told when its environment has errors', () => {
    const both = runbook('environment: production\ninventory: [{ name: a, kind: ssh, host: h }]');
    expect(rules(both, known(environment()))).toContain('environment-and-inventory');
    expect(rules(goes, known(environment('bogus: 1')))).toEqual(['environment-broken']);
  });

  it('is told when a selector matches nothing there', () => {
    const [nothing] = findings(runbook('environment: production', 'group=wbe'), known(environment()));
    expect(nothing).toMatchObject({ rule: 'selector-matches-nothing', cure: 'Known values of group: web, all.' });
  });
});

describe('an environment', () => {
  const judged = (more: string) => findings(environment(more), { found: [], keys: null });

  it('is told the nearest of what it may have meant', () => {
    const text = `reachability: [{ from: group=web, to: db-02 }]
databases: [{ id: orders, from: group=web, engin: postgresql, host: db-01 }]
infrastructure: [{ id: tls, text: TLS, type: certificate, check: ordres }]
checks: [{ id: orders-up, targets: group=web, run: 'true' }]`;
    expect(judged(text).map(({ rule, cure }) => `${rule}: ${cure}`)).toEqual(
      expect.arrayContaining(['unknown-key: Write engine.', expect.stringMatching(/^unknown-place: Write db-01/)]),
    );
  });

  it('has one meaning for group=…, one id for a question, and either a package or a command', () => {
    expect(judged('expected: [{ targets: group=web }]').map(({ rule }) => rule)).toEqual(['package-or-command']);
    const twice = `databases: [{ id: orders, from: group=web, engine: redis, host: db-01 }]
checks: [{ id: orders, targets: group=web, run: 'true' }]`;
    expect(judged(twice).map(({ rule }) => rule)).toEqual(['duplicate-name']);
    const labelled = environment().replace('tier: db', 'group: db');
    expect(findings(labelled, { found: [], keys: null }).map(({ rule }) => rule)).toEqual(['label-group']);
  });
});
