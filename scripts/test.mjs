/**
 * `npm test [NAME…]`: everything. Installs what is missing, checks types, style and import directions, runs the
 * three suites, and ends with the one line `tests: N passed, N failed, N skipped` over all that really ran.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureBuilt, ensureDebianPackages, ensureInstalled, environment, node, root } from './prepare.mjs';

const results = path.join(root, 'test', 'results');
const tool = (...parts) => path.join(root, 'node_modules', ...parts);

function step(name, args) {
  return new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(node, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: environment({ FORCE_COLOR: '0', NO_COLOR: '1' }),
    });
    child.on('exit', (code) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? 'ok' : 'FAILED'}  ${name} (${seconds} s)\n`);
      resolve(code === 0);
    });
  });
}

function suite(name) {
  const file = path.join(results, `${name}.json`);
  const args = ['run', '--project', name, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return step(`${name} tests`, [tool('vitest', 'vitest.mjs'), ...args]);
}

/** Counts of one suite; a suite that left no report counts as one failure. */
function counts(name) {
  try {
    const report = JSON.parse(readFileSync(path.join(results, `${name}.json`), 'utf8'));
    const brokenFiles = report.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed'),
    ).length;
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + brokenFiles,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

ensureInstalled();
ensureDebianPackages();
ensureBuilt();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

const checks = [
  await step('types', [tool('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json']),
  await step('style', [tool('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.']),
  await step('import directions', [
    tool('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
    '--config',
    '.dependency-cruiser.cjs',
    'contract',
    'main',
    'renderer',
    'preload',
    'db',
  ]),
];
const suites = ['unit', 'integration', 'e2e'];
const ran = [];
for (const name of suites) ran.push(await suite(name));

const total = suites.map(counts).reduce((sum, one) => ({
  passed: sum.passed + one.passed,
  failed: sum.failed + one.failed,
  skipped: sum.skipped + one.skipped,
}));
const failedChecks = checks.filter((passed) => !passed).length;
if (failedChecks > 0) process.stdout.write(`${failedChecks} of ${checks.length} checks failed: see FAILED above.\n`);
const passed = total.passed + checks.length - failedChecks;
const failures = total.failed + failedChecks;
process.stdout.write(`tests: ${passed} passed, ${failures} failed, ${total.skipped} skipped\n`);
process.exit(failures === 0 && ran.every(Boolean) && total.passed > 0 ? 0 : 1);
