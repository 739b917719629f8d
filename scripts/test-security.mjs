/**
 * `npm run test:security`: every security suite at full counts, one after the other, with the last line a count over
 * all of them. `npm test` runs the same files at short counts.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureBuilt, ensureDebianPackages, ensureInstalled, environment, node, root } from './prepare.mjs';

const results = path.join(root, 'test', 'results');

function suite(project, folders) {
  const file = path.join(results, `security-${project}.json`);
  rmSync(file, { force: true });
  const runner = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [
    runner,
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ];
  return new Promise((resolve) => {
    const child = spawn(node, [...args, '--no-file-parallelism', ...folders], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: environment({ HOLDPOINT_SECURITY: 'full', FORCE_COLOR: '0', NO_COLOR: '1' }),
    });
    child.on('exit', (code) => resolve({ ended: code === 0, ...counts(file) }));
  });
}

function counts(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

ensureInstalled();
ensureDebianPackages();
ensureBuilt();
mkdirSync(results, { recursive: true });

const suites = [
  await suite('unit', [
    'test/security',
    'test/transport',
    'test/core/redactor',
    'test/core/secrets',
    'test/report/outside-text',
  ]),
  await suite('e2e', ['test/e2e/desktop/window']),
];
const sum = (name) => suites.reduce((total, one) => total + one[name], 0);
process.stdout.write(`security tests: ${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);
process.exit(suites.every((one) => one.ended) && sum('failed') === 0 && sum('passed') > 0 ? 0 : 1);
