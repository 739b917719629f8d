import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentKinds } from '../../contract/documents/documents.ts';
import { jsonSchemaOf } from '../../contract/documents/json-schema.ts';
import { stepKinds } from '../../contract/plan.ts';
import { compilePlan } from '../../main/domain/plan/index.ts';
import { findingsOf, tools } from './support/runbook-text.ts';

const docs = path.resolve(import.meta.dirname, '../../docs');

describe('the published schemas', () => {
  it.each(documentKinds)('%s.json is what the code judges by', async (kind) => {
    await expect(`${JSON.stringify(jsonSchemaOf(kind), null, 2)}\n`).toMatchFileSnapshot(
      path.join(docs, `schema/${kind}.json`),
    );
  });

  it('know every kind of step and leave x- keys free', () => {
    const text = JSON.stringify(jsonSchemaOf('Runbook'));
    for (const kind of stepKinds) expect(text).toContain(`"const":"${kind}"`);
    expect(text).toContain('"patternProperties":{"^x-":{}}');
    expect(text).not.toContain('x-scalar');
  });
});

/** Every YAML block of the documentation that is a whole document. */
const blocks = readdirSync(docs, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .flatMap((file) =>
    [...readFileSync(path.join(docs, file), 'utf8').matchAll(/```ya?ml\n([\s\S]*?)```/g)].map((match) => ({
      file,
      text: match[1] ?? '',
    })),
  )
  .filter(({ text }) => text.startsWith('apiVersion:'));

describe('every sample in the documentation', () => {
  it.each(blocks)('in $file has no finding', ({ text }) => {
    expect(findingsOf(text)).toEqual([]);
  });

  it.each(blocks.filter(({ text }) => /^kind: Runbook$/m.test(text)))('of a runbook in $file runs live', ({ text }) => {
    expect(compilePlan(text, { values: {}, secretNames: [] }, tools).kind).toBe('plan');
  });

  it('is there', () => {
    expect(blocks.map((block) => block.file)).toContain('format.md');
  });
});
