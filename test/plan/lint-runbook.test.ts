import { describe, expect, it } from 'vitest';
import { findingFor, findingsOf, runbookWith } from './support/runbook-text.ts';

const ssh = (more: string) =>
  runbookWith(
    `- id: a\n  kind: ssh\n  title: a\n  responsible: Lead\n  duration: 5m\n  targets: tier=web\n  ${more}\n`,
  );
const outputs = (id: string, ...names: string[]) =>
  `- { id: ${id}, kind: ssh, title: t, responsible: Lead, duration: 5m, targets: tier=web, run: x, outputs: { ${names
    .map((name) => `${name}: { regex: 'x=(.*)' }`)
    .join(', ')} } }\n`;
const gate = (more: string) =>
  runbookWith(`- id: g\n  kind: gate\n  title: g\n  duration: 5m\n  deadline: { within: 5m }\n  ${more}\n`);

describe('the linter', () => {
  it.each([
    ['run: x\n  retry: { attempts: 2 }', 'unsafe-retry', 'error'],
    ['run: x\n  skipWhenDone: true', 'missing-key', 'error'],
    ['run: x\n  env: { HP_INPUT_VERSION: x }', 'reserved-variable', 'error'],
    ['run: x\n  env: { A: "${{ inputs.versoin }}" }', 'unknown-reference', 'error'],
    ['run: x\n  env: { A: "${{ inputs.token }}" }', 'unknown-reference', 'error'],
    ['run: x\n  env: { A: "${{ secrets.tokne }}" }', 'unknown-secret', 'warning'],
    ['run: x\n  env: { A: "${{ steps.b.outputs.x }}" }', 'unknown-reference', 'error'],
    ['run: x\n  env: { A: "${{ target.hots }}" }', 'unknown-reference', 'error'],
    ['run: x\n  env: { A: "${{ 1 + 1 }}" }', 'unknown-reference', 'error'],
    ['run: x\n  env: { A: "${{ inputs.version" }', 'broken-placeholder', 'error'],
    ['run: x\n  notes: "Look at ${{ inputs.version }}"', 'placeholder-unfilled', 'warning'],
    ['run: x\n  expect: { stdout: { matches: "(?=a)b" } }', 'unsupported-pattern', 'error'],
    ['run: x\n  expect: { stdout: { matches: "(" } }', 'bad-pattern', 'error'],
    ['run: "mysql --password=hunter2hunter2"', 'secret-in-clear', 'warning'],
    ['run: "curl -H \'Authorization: Bearer abcdefghijklmnop1234\' x"', 'secret-in-clear', 'warning'],
    ['run: x\n  env: { DB_PASSWORD: hunter2 }', 'secret-in-clear', 'warning'],
    ['run: x\n  backup: Nobody', 'unknown-role', 'error'],
    ['run: x\n  duration: { min: 5m, likely: 3m, max: 9m }', 'bad-duration', 'error'],
  ])('says of %j: %s', (lines, rule, severity) => {
    const text = ssh(lines);
    const once = lines.includes('duration: {') ? text.replace(/ +duration: 5m\n/, '') : text;
    expect(findingFor(once, rule).severity).toBe(severity);
  });

  it.each([
    ['run: "echo $PASSWORD; login --password \\"$HP_INPUT_TOKEN\\""'],
    ['run: x\n  env: { DB_PASSWORD: "${{ secrets.token }}" }'],
    ['run: "grep -c token= file"'],
    ['run: x\n  expect: { stdout: { matches: "^(ok|done) in [0-9]+ ?s$" } }'],
  ])('has nothing against %j', (lines) => {
    expect(findingsOf(ssh(lines))).toEqual([]);
  });

  it.each([
    ['outputs of two steps', outputs('a-b', 'c') + outputs('a', 'b-c'), 'HP_OUTPUT_A_B_C'],
    ['outputs of one step', outputs('a', 'x-y', 'x_y'), 'HP_OUTPUT_A_X_Y'],
  ])('refuses %s that scripts could not tell apart', (_what, steps, variable) => {
    const finding = findingFor(runbookWith(steps), 'duplicate-name');
    expect(finding).toMatchObject({ severity: 'error', message: expect.stringContaining(variable) });
  });

  it('refuses labels of a target that scripts could not tell apart, and none of two targets', () => {
    const labelled = (labels: string) => ssh('run: x').replace(/labels: \{[^}]*\}/, () => `labels: { ${labels} }`);
    expect(findingFor(labelled('tier: web, a.b: x, a-b: y'), 'duplicate-name').message).toMatch(/HP_TARGET_LABEL_A_B/);
  });

  it('refuses a gate that nobody could pass', () => {
    expect(findingFor(gate('criteria: []'), 'nobody-approves').severity).toBe('error');
    expect(findingFor(gate('approvals: { roles: [Deputy], count: 2 }'), 'impossible-approval').message).toContain(
      'only Bob may give one',
    );
    expect(findingsOf(gate('responsible: Lead\n  approvals: { roles: [Lead], count: 2 }'))).toEqual([]);
  });

  it('warns of a gate without a deadline', () => {
    const text = runbookWith('- { id: g, kind: gate, title: g, duration: 5m, responsible: Lead }\n');
    expect(findingsOf(text).map((finding) => [finding.rule, finding.severity])).toEqual([['no-deadline', 'warning']]);
  });

  it('warns of steps without anybody responsible and without a duration', () => {
    const text = runbookWith(
      '- { id: a, kind: manual, title: a }\n- { id: m, kind: milestone, title: m }\n- { id: w, kind: wait, title: w, for: 5m }\n',
    );
    expect(findingsOf(text).map((finding) => [finding.rule, finding.stepId])).toEqual([
      ['no-responsible', 'a'],
      ['no-duration', 'a'],
    ]);
  });

  it('wants a gate directly before a point of no return', () => {
    const steps = (after: string) =>
      runbookWith(
        `- { id: g, kind: gate, title: g, duration: 5m, responsible: Lead, deadline: { within: 5m } }\n- { id: m, kind: manual, title: m, duration: 5m, responsible: Lead, after: [g] }\n- { id: p, kind: manual, title: p, duration: 5m, responsible: Lead, pointOfNoReturn: true, after: [${after}] }\n`,
      );
    expect(findingFor(steps('m'), 'unguarded-point-of-no-return').stepId).toBe('p');
    expect(findingFor(steps("'g SS'"), 'unguarded-point-of-no-return').stepId).toBe('p');
    expect(findingsOf(steps('m, g'))).toEqual([]);
  });

  it.each([
    ['kind: wait', 'missing-key'],
    ["kind: wait\n  for: 5m\n  until: '23:00'", 'too-many-keys'],
    ['kind: checklist', 'missing-key'],
    ['kind: checklist\n  items: []', 'empty-list'],
    ['kind: checklist\n  items: [{ id: a, text: a }, { id: a, text: b }]', 'duplicate-id'],
    ['kind: message\n  audience: all', 'missing-key'],
    ['kind: manual\n  timeout: 5m', 'timeout-on-person'],
    ['kind: http\n  targets: name=api\n  request: { path: /x, body: x }', 'body-on-get'],
    [
      'kind: http\n  targets: name=api\n  request: { path: /x, method: POST, body: x, json: { a: 1 } }',
      'too-many-keys',
    ],
    [
      'kind: http\n  targets: name=api\n  request: { path: /x, method: POST }\n  until: { every: 1s, within: 9s }',
      'unsafe-retry',
    ],
    ['kind: http\n  targets: name=api\n  request: { path: x }', 'bad-name'],
    ["kind: ssh\n  targets: tier=web\n  run: x\n  after: ['b FF']", 'end-cannot-wait'],
    ['kind: probe\n  probe: nothing\n  for: 5m', 'unknown-probe'],
    ["kind: manual\n  notBefore: '23:00'\n  notAfter: '22:30'", 'times-order'],
    ['kind: manual\n  links: ["javascript:alert(1)"]', 'bad-name'],
  ])('refuses %j', (lines, rule) => {
    const text = runbookWith(`- { id: b, kind: manual, title: b }\n- id: a\n  title: a\n  ${lines}\n`);
    expect(findingFor(text, rule)).toMatchObject({ severity: 'error', stepId: 'a' });
  });

  it('lets an output be used only after the step that gives it', () => {
    const steps = (after: string) =>
      runbookWith(
        `- { id: a, kind: ssh, title: a, duration: 5m, responsible: Lead, targets: tier=web, run: x }\n- { id: b, kind: manual, title: b, duration: 5m, responsible: Lead, after: [a] }\n- { id: c, kind: message, title: c, duration: 5m, responsible: Lead, audience: all, after: [${after}], text: 'Build \${{ steps.a.outputs.build }}' }\n`,
      );
    expect(findingsOf(steps('b'))).toEqual([]);
    for (const after of ['', "'a SS'"])
      expect(findingFor(steps(after), 'output-too-early')).toMatchObject({ stepId: 'c', severity: 'error' });
  });

  it('needs a date for a time of day when there is no window', () => {
    const text = runbookWith("- { id: a, kind: manual, title: a, notBefore: '23:00' }\n").replace(
      /window: .*/,
      'window: { length: 4h }',
    );
    expect(findingFor(text, 'needs-date').path).toBe('steps[0].notBefore');
  });

  it('names an unknown zone once', () => {
    const text = runbookWith("- { id: a, kind: manual, title: a, notBefore: '23:00' }\n").replace(
      'Europe/Berlin',
      'Europe/Berln',
    );
    expect(
      findingsOf(text)
        .filter((finding) => finding.severity === 'error')
        .map((finding) => finding.rule),
    ).toEqual(['unknown-zone']);
  });
});
