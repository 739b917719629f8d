import { describe, expect, it } from 'vitest';
import { compilePlan, sizeFault } from '../../main/domain/plan/index.ts';
import { yardsticksOf } from '../support/yardstick.ts';
import { errorsOf, findingFor, findingsOf, firstStepLine, runbookWith, tools } from './support/runbook-text.ts';

const manual = (id: string, more = '') =>
  `- id: ${id}\n  kind: manual\n  title: ${id}\n  responsible: Lead\n  duration: 5m\n${more}`;
const ssh = (more: string) => `- id: work\n  kind: ssh\n  title: Work\n  responsible: Lead\n  duration: 5m\n${more}`;

describe('a malformed runbook', () => {
  it('names the nearest key for an unknown one, and keeps x- keys', () => {
    const text = runbookWith(manual('one', '  x-team: blue\n  instrutions: Look\n'));
    expect(findingsOf(text)).toEqual([
      {
        rule: 'unknown-key',
        severity: 'error',
        line: firstStepLine + 6,
        column: 5,
        path: 'steps[0].instrutions',
        stepId: 'one',
        message: 'The key "instrutions" is not known here.',
        cure: 'Write instructions.',
      },
    ]);
  });

  it('names the steps of a cycle in their order', () => {
    const text = runbookWith(
      manual('a', '  after: [c]\n') + manual('b', '  after: [a]\n') + manual('c', '  after: [b]\n'),
    );
    const found = findingFor(text, 'cycle');
    expect(found.message).toBe('These steps wait for each other: a → b → c → a.');
    expect(found.line).toBe(firstStepLine + 5);
    expect(errorsOf(text)).toEqual(['cycle']);
  });

  it('says that a step waits for itself', () => {
    expect(findingFor(runbookWith(manual('a', '  after: [a]\n')), 'cycle').message).toContain('a → a');
  });

  it('names the nearest step for a dangling after', () => {
    const found = findingFor(runbookWith(manual('drain') + manual('b', '  after: [drian]\n')), 'dangling-after');
    expect(found).toMatchObject({ line: firstStepLine + 10, cure: 'Write drain.', stepId: 'b' });
  });

  it('does not call a step missing that was only too broken to be read', () => {
    const text = runbookWith(`- id: broken\n  kind: manul\n  title: x\n${manual('b', '  after: [broken]\n')}`);
    expect(errorsOf(text)).toEqual(['unknown-kind']);
  });

  it('points to the second of two equal ids', () => {
    expect(findingFor(runbookWith(manual('a') + manual('a')), 'duplicate-id').line).toBe(firstStepLine + 5);
  });

  it('says what a selector may look like', () => {
    const found = findingFor(runbookWith(ssh('  targets: web-01\n  run: true\n')), 'bad-selector');
    expect(found).toMatchObject({
      line: firstStepLine + 5,
      cure: 'Write name=web-01 for a target of that name, or label=web-01.',
    });
  });

  it('names the known values when a selector matches nothing', () => {
    const found = findingFor(runbookWith(ssh('  targets: tier=app\n  run: true\n')), 'selector-matches-nothing');
    expect(found.cure).toBe('Known values of tier: web, db.');
  });

  it('tells a target of the wrong kind from none', () => {
    const found = findingFor(runbookWith(ssh('  targets: name=api\n  run: true\n')), 'selector-matches-nothing');
    expect(found.message).toContain('only targets of another kind (api)');
  });

  it('refuses a wall time that the clocks skip, naming both neighbours', () => {
    const text = runbookWith(manual('a', "  notBefore: '2026-03-29T02:30'\n"));
    const found = findingFor(text, 'dst-gap');
    expect(found).toMatchObject({ line: firstStepLine + 5, cure: "Write '2026-03-29T01:30' or '2026-03-29T03:30'." });
  });

  it('asks which of two when the clocks repeat a wall time', () => {
    const text = runbookWith(manual('a')).replace("start: '2026-11-28T22:00'", "start: '2026-10-25T02:30'");
    expect(findingFor(text, 'dst-fold').cure).toBe(
      "Say which one: '2026-10-25T02:30+02:00' or '2026-10-25T02:30+01:00'.",
    );
  });

  it('refuses a window that ends before it starts', () => {
    const text = runbookWith(manual('a')).replace('2026-11-29T02:00', '2026-11-28T02:00');
    expect(findingFor(text, 'window-order').line).toBe(6);
  });

  it('names a missing required input at the run, not before', () => {
    const text = runbookWith(manual('a')).replace("version, default: '4.2.0'", 'version, required: true');
    expect(errorsOf(text)).toEqual([]);
    const result = compilePlan(text, { values: {}, secretNames: [] }, tools);
    expect(result).toMatchObject({
      kind: 'findings',
      findings: [{ rule: 'missing-input', line: 8, cure: 'Give it: --input version=….' }],
    });
  });

  it('refuses an input its pattern does not allow, and one it does not know', () => {
    const text = runbookWith(manual('a')).replace("default: '4.2.0'", "default: '4.2.0', pattern: '^[0-9.]+$$'");
    const result = compilePlan(text, { values: { version: '$(touch pwned)', versoin: '1' }, secretNames: [] }, tools);
    expect(result.findings.map((finding) => [finding.rule, finding.cure])).toEqual([
      ['unknown-input', 'Write version.'],
      ['input-pattern', 'Give a value that matches ^[0-9.]+$.'],
    ]);
  });

  it.each([
    ['run: echo ${{ inputs.version }}', '$HP_INPUT_VERSION'],
    ['check: test "${{ target.labels.tier }}"\n  run: true', '$HP_TARGET_LABEL_TIER'],
    ['verify: test ${{ steps.first-one.outputs.build-id }}\n  run: true', '$HP_OUTPUT_FIRST_ONE_BUILD_ID'],
    ['run: curl ${{ secrets.token }}', '$HP_INPUT_TOKEN'],
  ])('names the variable to use instead of a placeholder in %s', (lines, variable) => {
    const found = findingFor(runbookWith(ssh(`  targets: tier=web\n  ${lines}\n`)), 'placeholder-in-script');
    expect(found.cure).toBe(`Write "${variable}" instead.`);
  });

  it('judges the size before reading, of a text and of a file not read', async () => {
    const text = runbookWith(manual('a')) + `# ${'x'.repeat(1023)}\n`.repeat(50_000);
    const tooLarge = { rule: 'too-large', line: 1, message: expect.stringContaining('at most 4 MiB') };
    const judging = await yardsticksOf(() => expect(findingsOf(text)).toMatchObject([tooLarge]));
    // Read, it would take a minute or all memory.
    expect(judging).toBeLessThan(30);
    expect(sizeFault({ bytes: 50 * 1024 * 1024 })?.message).toContain('50.0 MiB');
    expect(sizeFault({ bytes: 4 * 1024 * 1024 })).toBeNull();
  });

  it('refuses an alias bomb without building it', async () => {
    const levels = Array.from({ length: 20 }, (_, level) => {
      const of = level === 0 ? '"lol"' : `*a${level - 1}`;
      return `x-a${level}: &a${level} [${Array(9).fill(of).join(', ')}]\n`;
    });
    const text = levels.join('') + runbookWith(manual('a'));
    const judging = await yardsticksOf(() => expect(errorsOf(text)).toEqual(['alias-bomb']));
    // Read, it would take a minute or all memory.
    expect(judging).toBeLessThan(30);
  });

  it('refuses a document that nests without end', () => {
    expect(errorsOf(`a: ${'['.repeat(100_000)}`)).toEqual(['too-deep']);
    expect(errorsOf(`a: ${'{a: '.repeat(40)}x${'}'.repeat(40)}`)).toEqual(['too-deep']);
  });

  it('stops telling after a thousand findings of a severity, and says so', () => {
    const steps = Array.from(
      { length: 1200 },
      (_, index) => `- { id: s${index}, kind: manual, title: t, duration: 1m }\n`,
    );
    const findings = findingsOf(runbookWith(steps.join('')));
    expect(findings).toHaveLength(1001);
    expect(findings.at(-1)).toMatchObject({
      rule: 'more-findings',
      message: '200 more findings of this severity follow.',
    });
  });

  it('finds everything at once, sorted by line', () => {
    const text = runbookWith(
      `${manual('a', '  after: [nowhere]\n  timeout: 5m\n')}${ssh('  targets: tier=none\n  run: echo ${{ inputs.version }}\n  detach: yes\n  duraton: 5m\n  retry: { attempts: 2 }\n')}${manual('a', '  responsble: Lead\n  pointOfNoReturn: true\n')}`,
    );
    const findings = findingsOf(text);
    const lines = findings.map((finding) => finding.line ?? 0);
    expect(new Set(findings.map((finding) => finding.rule))).toEqual(
      new Set([
        'dangling-after',
        'timeout-on-person',
        'selector-matches-nothing',
        'placeholder-in-script',
        'bad-boolean',
        'unknown-key',
        'unsafe-retry',
        'duplicate-id',
        'unguarded-point-of-no-return',
      ]),
    );
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
    expect(findings.every((finding) => finding.cure !== undefined && finding.message.endsWith('.'))).toBe(true);
  });
});
