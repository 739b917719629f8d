import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planTargetSchema } from '../../contract/plan.ts';
import { previewOf, resolveRequest, resolveTemplate, stepEnvironment } from '../../main/domain/plan/index.ts';
import { compiled, runbookWith } from './support/runbook-text.ts';

const ssh = planTargetSchema.parse({
  kind: 'ssh',
  name: 'web-01',
  host: '10.0.0.1',
  port: 22,
  user: 'u',
  identity: null,
  jump: null,
  stateDir: null,
  env: { TZ: 'UTC', A: 'target' },
  labels: { tier: 'web', 'rack-no': '7' },
});
const http = planTargetSchema.parse({ kind: 'http', name: 'api', baseUrl: 'https://api.example.com/v1/', labels: {} });
const scope = {
  inputs: { version: '4.2.0', 'data-dir': '/srv' },
  secrets: { token: 's3cret' },
  outputs: { 'step-one': { id: '42' } },
};
const request = { method: 'POST', path: '/x', query: {}, headers: {}, body: { kind: 'none' as const } };
const isolated = (text: string) => ({ ...scope, inputs: { x: text } });

describe('a template', () => {
  it('is walked once: a value that looks like a placeholder stays text', () => {
    const lookUp = (reference: string) => (reference === 'inputs.a' ? '${{ inputs.b }}$&$1' : 'no');
    expect(resolveTemplate('<${{ inputs.a }}>', lookUp, 'text')).toEqual({
      text: '<${{ inputs.b }}$&$1>',
      unresolved: [],
    });
  });

  it('names what has no value and leaves its place', () => {
    const resolved = resolveTemplate('${{ inputs.a }} ${{inputs.b}} ${{ inputs.a }}', () => null, 'text');
    expect(resolved).toEqual({
      text: '${{ inputs.a }} ${{inputs.b}} ${{ inputs.a }}',
      unresolved: ['inputs.a', 'inputs.b'],
    });
  });

  it('never reaches what objects inherit', () => {
    const env = {
      A: '${{ inputs.constructor }}${{ steps.__proto__.outputs.toString }}${{ target.labels.constructor }}',
    };
    if (ssh.kind !== 'ssh') throw new Error('no ssh target');
    expect(stepEnvironment({ env }, ssh, { scope, runId: 'r' }).unresolved).toHaveLength(3);
  });
});

describe('the environment of a script', () => {
  it('holds inputs, outputs, target, run and what is mapped, and says what is secret', () => {
    if (ssh.kind !== 'ssh') throw new Error('no ssh target');
    const env = { A: '${{ inputs.version }} on ${{ target.labels.tier }}', AUTH: 'Bearer ${{ secrets.token }}' };
    const made = stepEnvironment({ env }, ssh, { scope, runId: 'run-1' });
    expect(made).toEqual({
      values: {
        HP_INPUT_VERSION: '4.2.0',
        HP_INPUT_DATA_DIR: '/srv',
        HP_INPUT_TOKEN: 's3cret',
        HP_OUTPUT_STEP_ONE_ID: '42',
        HP_TARGET_NAME: 'web-01',
        HP_TARGET_HOST: '10.0.0.1',
        HP_TARGET_PORT: '22',
        HP_TARGET_LABEL_TIER: 'web',
        HP_TARGET_LABEL_RACK_NO: '7',
        HP_RUN_ID: 'run-1',
        TZ: 'UTC',
        A: '4.2.0 on web',
        AUTH: 'Bearer s3cret',
      },
      secretVariables: ['HP_INPUT_TOKEN', 'AUTH'],
      unresolved: [],
    });
  });
});

describe('a request', () => {
  const resolve = (more: object, text = '4.2.0') => {
    if (http.kind !== 'http') throw new Error('no http target');
    return resolveRequest({ ...request, ...more }, http, isolated(text));
  };

  it('joins address, path and query without doubling slashes', () => {
    expect(resolve({ path: '/a?b=1', query: { 'c d': 'e&f' } }).url).toBe(
      'https://api.example.com/v1/a?b=1&c%20d=e%26f',
    );
  });

  it('keeps any value inside the place it was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (value) => {
        const json = resolve({ body: { kind: 'json', value: { a: ['<${{ inputs.x }}>'], b: 1 } } }, value);
        expect(JSON.parse(json.body ?? '')).toEqual({ a: [`<${value}>`.toWellFormed()], b: 1 });
        const text = resolve(
          { headers: { 'Content-Type': 'application/json' }, body: { kind: 'text', value: '{"a":"${{ inputs.x }}"}' } },
          value,
        );
        expect(JSON.parse(text.body ?? '')).toEqual({ a: value.toWellFormed() });
        const url = new URL(resolve({ path: '/p/${{ inputs.x }}!/q', query: { k: '${{ inputs.x }}' } }, value).url);
        expect(url.pathname.split('/').length).toBe(5);
        expect(decodeURIComponent(url.pathname.split('/')[3] ?? '')).toBe(`${value.toWellFormed()}!`);
        expect([...url.searchParams]).toEqual([['k', value.toWellFormed()]]);
        const form = resolve({ body: { kind: 'form', value: { k: '${{ inputs.x }}' } } }, value);
        expect([...new URLSearchParams(form.body ?? '')]).toEqual([['k', value.toWellFormed()]]);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['..', '.', '%2e%2e', '.%2E'])('is refused when %s would lead to another path', (value) => {
    expect(resolve({ path: `/a/${value}/b` }).refusal).toContain('another path');
    if (!value.includes('%'))
      expect(resolve({ path: '/a/${{ inputs.x }}/b' }, value).refusal).toContain('another path');
  });

  it('is refused when a header would hold a line break', () => {
    expect(resolve({ headers: { 'x-a': '${{ inputs.x }}' } }, 'a\r\nx-evil: 1').refusal).toContain('x-a');
    expect(resolve({ headers: { 'x-a': '${{ inputs.x }}' } }, 'a').refusal).toBeNull();
  });

  it('says what kind of body it carries, unless told', () => {
    expect(resolve({ body: { kind: 'json', value: {} } }).headers).toEqual({ 'content-type': 'application/json' });
    expect(resolve({ headers: { 'Content-Type': 'x/y' }, body: { kind: 'form', value: {} } }).headers).toEqual({
      'Content-Type': 'x/y',
    });
  });
});

describe('a preview', () => {
  it('shows scripts as sent, requests and messages readable, secrets never', () => {
    const text = runbookWith(
      `- { id: a, kind: ssh, title: a, targets: tier=web, run: 'echo "$V"', env: { V: '\${{ inputs.version }}', T: '\${{ secrets.token }}' } }
- { id: b, kind: http, title: b, after: [a], targets: name=api, request: { method: POST, path: '/x/\${{ secrets.token }}', headers: { x-build: '\${{ steps.a.outputs.id }}' }, json: { v: '\${{ inputs.version }}' } } }
- { id: c, kind: message, title: c, audience: all, subject: Live, text: 'Now \${{ inputs.version }}' }
- { id: d, kind: manual, title: d }
`,
    );
    const { plan, values, secretNames } = compiled(text);
    const preview = previewOf(plan, values, secretNames);
    expect(preview.steps.map((step) => step.targets.map((target) => target.name))).toEqual([
      ['web-01', 'web-02'],
      ['api'],
      ['desk'],
      [],
    ]);
    expect(preview.steps[0]?.targets[0]).toMatchObject({
      what: 'echo "$V"',
      address: 'deploy@10.0.0.1:22',
      env: { V: '4.2.0', T: '••••••', HP_INPUT_TOKEN: '••••••' },
    });
    expect(preview.steps[1]?.targets[0]).toMatchObject({
      what: 'POST https://api.example.com/x/••••••\nx-build: ${{ steps.a.outputs.id }}\ncontent-type: application/json\n\n{"v":"4.2.0"}',
      unresolved: ['steps.a.outputs.id'],
    });
    expect(preview.steps[2]?.targets[0]?.what).toBe('Live\n\nNow 4.2.0');
  });
});
