import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../main/adapters/digest.ts';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import { compilePlan, judgeDocument } from '../../main/domain/plan/index.ts';

const examples = path.resolve(import.meta.dirname, '../../examples');
const read = (...names: string[]) => readFileSync(path.join(examples, ...names), 'utf8');

describe('the staged release of the examples', () => {
  const text = read('staged-release', 'staging.yaml');
  const stored = {
    found: [],
    keys: null,
    environments: { found: [{ key: 'staging', revision: null, sha256: sha256(text), text }], keys: null },
  };

  it('has an environment and a runbook without any finding', () => {
    expect(judgeDocument(text, resolveWallTime).findings).toEqual([]);
    expect(judgeDocument(read('staged-release', 'runbook.yaml'), resolveWallTime, stored).findings).toEqual([]);
  });

  it('compiles to a plan that may run live, on the targets of its environment', () => {
    const tools = { resolveWallTime, digest: sha256, stored };
    const compiled = compilePlan(
      read('staged-release', 'runbook.yaml'),
      { values: { version: '4.2.0' }, secretNames: [] },
      tools,
    );
    expect(compiled.kind).toBe('plan');
    if (compiled.kind !== 'plan') return;
    expect(compiled.plan.targets.map(({ name }) => name)).toEqual(['web-01', 'web-02', 'db-01', 'shop']);
    expect(compiled.plan.environment?.key).toBe('staging');
  });

  it('has the file it sends beside it', () => {
    expect(readdirSync(path.join(examples, 'staged-release'))).toContain('shop-4.2.0.txt');
  });
});
