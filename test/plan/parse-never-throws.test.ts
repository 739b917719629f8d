import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../main/domain/plan/index.ts';
import { judgeDocument } from '../../main/domain/plan/judge-document.ts';
import { runbookView } from '../../main/domain/plan/runbook-view.ts';
import { tools } from './support/runbook-text.ts';

const sample = readFileSync(path.join(import.meta.dirname, 'samples/orders-cutover.yaml'), 'utf8');

/** Judges, compiles and shows a text; whatever it is, all there is to see are findings. */
function survives(text: string): void {
  const judged = judgeDocument(text, tools.resolveWallTime);
  const lines = text.split('\n').length;
  for (const finding of judged.findings) {
    expect(finding.line).toBeGreaterThanOrEqual(1);
    expect(finding.line).toBeLessThanOrEqual(lines + 1);
  }
  const result = compilePlan(text, { values: {}, secretNames: [] }, tools);
  if (judged.findings.some((finding) => finding.severity === 'error')) expect(result.kind).toBe('findings');
  runbookView(judged, tools);
}

const yamlish = fc.string({
  unit: fc.constantFrom(
    ...'abk:-[]{},&*!|>\'"%@`# \n\t?~$<=0.\\',
    '${{',
    '}}',
    '\n  ',
    ': ',
    '- ',
    '&a ',
    '*a',
    '<<: ',
    '---\n',
    '\ud800',
  ),
  maxLength: 200,
});

describe('reading a document never throws', () => {
  it('on arbitrary text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), survives), { numRuns: 300 });
  });

  it('on text made of what YAML is made of', () => {
    fc.assert(fc.property(yamlish, survives), { numRuns: 1500 });
  });

  it('on a runbook with pieces cut out, doubled, moved and put in', () => {
    const edit = fc.record({
      at: fc.nat(sample.length),
      length: fc.nat(60),
      put: fc.oneof(
        yamlish,
        fc.nat(sample.length).map((from) => sample.slice(from, from + 80)),
      ),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        survives(
          edits.reduce((text, { at, length, put }) => text.slice(0, at) + put + text.slice(at + length), sample),
        );
      }),
      { numRuns: 250 },
    );
  });

  it('on a runbook with one value replaced by another shape', () => {
    const lines = sample.split('\n');
    const values = [
      '',
      '[]',
      '{}',
      '[a, b]',
      '{ a: b }',
      "''",
      '-1',
      'T+5m',
      '|\n      x',
      '"\\ud800"',
      '9'.repeat(400),
    ];
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.constantFrom(...values), (index, value) => {
        const changed = lines.map((line, at) => (at === index ? line.replace(/: .*$/, `: ${value}`) : line));
        survives(changed.join('\n'));
      }),
      { numRuns: 300 },
    );
  });
});
