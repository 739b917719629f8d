import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { root } from './project-copy.ts';

const text = readFileSync(path.join(root, '.github/workflows/ci.yml'), 'utf8');
const workflow = z
  .object({
    permissions: z.record(z.string(), z.string()),
    jobs: z.record(
      z.string(),
      z.object({
        'runs-on': z.string(),
        strategy: z.object({ matrix: z.object({ os: z.array(z.string()) }) }).optional(),
        steps: z.array(z.object({ run: z.string().optional(), env: z.record(z.string(), z.string()).optional() })),
      }),
    ),
  })
  .parse(parse(text));

const commands = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));

describe('the workflow of the three systems', () => {
  it('runs the whole of npm test on Linux, and the desktop and the packages everywhere', () => {
    const { everything, desktop, packages } = workflow.jobs;
    expect(everything?.['runs-on']).toBe('ubuntu-latest');
    expect(everything?.steps.map(({ run }) => run)).toContain('npm test');
    const systems = ['ubuntu-latest', 'macos-latest', 'windows-latest'];
    expect([desktop, packages].map((job) => job?.strategy?.matrix.os)).toEqual([systems, systems]);
    expect(desktop?.steps.some(({ env }) => env?.HOLDPOINT_E2E_HOST === 'electron')).toBe(true);
  });

  it('calls only scripts, suites and files that exist', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      readFileSync(path.join(root, 'package.json'), 'utf8'),
    );
    const called = commands.flatMap((command) =>
      [...command.matchAll(/npm run (?:-s )?(\w+)/g)].map((found) => found[1] ?? ''),
    );
    expect(called.filter((name) => scripts[name] === undefined)).toEqual([]);
    const suites = commands.flatMap((command) =>
      [...command.matchAll(/--project (\w+)/g)].map((found) => found[1] ?? ''),
    );
    const configured = readFileSync(path.join(root, 'vitest.config.ts'), 'utf8');
    expect(suites.filter((name) => !configured.includes(`name: '${name}'`))).toEqual([]);
    const files = commands.flatMap((command) => [...command.matchAll(/\.github\/[\w.-]+/g)].map(([file]) => file));
    expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it('may only read the repository, and names no address to fetch from', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(text).not.toMatch(/https?:\/\/|registry/i);
  });

  it('says what it does not run, and never on Linux', () => {
    const declared = commands.filter((command) => command.includes('not for this platform'));
    expect(declared).toHaveLength(1);
    expect(text).toMatch(
      /if: runner\.os != 'Linux'\n\s+run: \|\n\s+\{\n\s+echo "- integration tests: not for this platform/,
    );
  });
});
