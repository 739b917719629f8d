import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const checker = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
const planted: string[] = [];

afterEach(() => {
  for (const folder of planted.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function check(...folders: string[]) {
  return spawnSync(process.execPath, [checker, '--config', '.dependency-cruiser.cjs', ...folders], {
    cwd: root,
    encoding: 'utf8',
  });
}

/** A file inside `zone` that imports what its zone must not. */
function plant(zone: string, imported: string) {
  const folder = mkdtempSync(path.join(root, zone, 'planted-'));
  planted.push(folder);
  const up = path.relative(folder, path.join(root, imported)).split(path.sep).join('/');
  writeFileSync(path.join(folder, 'violation.ts'), `import * as outside from '${up}';\nexport const kept = outside;\n`);
  return folder;
}

describe('the import checker', () => {
  it('sees the modules it is asked to judge', () => {
    const out = execFileSync(process.execPath, [checker, '--config', '.dependency-cruiser.cjs', 'contract', 'main'], {
      cwd: root,
      encoding: 'utf8',
    });
    const seen = Number(/(\d+) modules/.exec(out)?.[1] ?? 0);
    expect(seen).toBeGreaterThan(40);
  });

  it.each([
    ['main/domain', 'main/core/ports/shell.ts', 'domain-knows-only'],
    ['contract', 'main/domain/run/types.ts', 'contract-knows-only'],
    ['renderer', 'main/core/ports/shell.ts', 'renderer-knows-only'],
    ['db', 'main/domain/run/types.ts', 'db-knows-only'],
  ])('bites when a file in %s imports %s', (zone, imported, rule) => {
    const folder = plant(zone, imported);
    const result = check(path.relative(root, folder));
    expect(result.status).not.toBe(0);
    expect(result.stdout).toContain(rule);
  });
});

describe('the zone table of docs/ARCHITECTURE.md', () => {
  it('says what the checker enforces', () => {
    const configuration: unknown = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');
    const text = readFileSync(path.join(root, 'docs/ARCHITECTURE.md'), 'utf8');
    const documented = [...text.matchAll(/^\| (\w+) \| `[^`]+` \| ([^|]+) \|/gm)].map(
      ([, zone, may]) =>
        `${zone} may import ${['itself', ...(may ?? '').split(',').map((one) => one.trim())].join(', ')}`,
    );
    const enforced = directionComments(configuration).map((comment) => comment.split(':')[0]);
    expect(documented.map((line) => line.replace('itself, –', 'itself')).sort()).toEqual([...enforced].sort());
  });
});

function directionComments(configuration: unknown): string[] {
  if (typeof configuration !== 'object' || configuration === null || !('forbidden' in configuration)) return [];
  const rules: unknown = configuration.forbidden;
  if (!Array.isArray(rules)) return [];
  return rules
    .filter((rule: { name: string }) => rule.name.endsWith('-knows-only'))
    .map((rule: { comment: string }) => rule.comment);
}
