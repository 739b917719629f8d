/**
 * `npm test`: everything. Installs what is missing, checks types, style and import directions, runs the
 * three suites, and ends with the one line `tests: N passed, N failed, N skipped` over all that really ran.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureBuilt, ensureDebianPackages, ensureInstalled, environment, node, root } from './prepare.mjs';

const results = path.join(root, 'test', 'results');
const tool = (...parts) => path.join(root, 'node_modules', ...parts);

function step(name, args, env = {}) {
  return new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(node, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: environment({ FORCE_COLOR: '0', NO_COLOR: '1', ...env }),
    });
    child.on('exit', (code) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? 'ok' : 'FAILED'}  ${name} (${seconds} s)\n`);
      resolve(code === 0);
    });
  });
}

function suite({ name, project, env, only }) {
  const file = path.join(results, `${name}.json`);
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return step(`${name} tests`, [tool('vitest', 'vitest.mjs'), ...args, ...only], env);
}

/** The end-to-end specs run again inside Electron where its binary and a display are. */
function whyNotInElectron() {
  if (!existsSync(tool('electron', 'dist'))) return "Electron's binary is not on this machine";
  const hasDisplay = process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return process.platform === 'linux' && !hasDisplay ? 'there is no display' : null;
}

/** The specs that drive a desk, whatever hosts it; those of the stand-in have a folder of their own. */
function desktopSpecs() {
  const names = readdirSync(path.join(root, 'test', 'e2e')).filter((name) => name.endsWith('.test.ts'));
  return names.map((name) => `test/e2e/${name}`);
}

/** Counts of one suite. One that left no report counts as a failure, as does one that failed beside its tests. */
function counts(name, hasPassed) {
  try {
    const report = JSON.parse(readFileSync(path.join(results, `${name}.json`), 'utf8'));
    const brokenFiles = report.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed'),
    ).length;
    return {
      passed: report.numPassedTests,
      failed: Math.max(report.numFailedTests + brokenFiles, hasPassed ? 0 : 1),
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
const plain = (name) => ({ name, project: name, env: {}, only: [] });
const noElectron = whyNotInElectron();
const inElectron = {
  name: 'e2e-electron',
  project: 'e2e',
  env: { HOLDPOINT_E2E_HOST: 'electron' },
  only: desktopSpecs(),
};
const suites = [plain('unit'), plain('integration'), plain('e2e'), ...(noElectron === null ? [inElectron] : [])];
const ran = [];
for (const one of suites) ran.push(await suite(one));

const total = suites
  .map(({ name }, index) => counts(name, ran[index]))
  .reduce((sum, one) => ({
    passed: sum.passed + one.passed,
    failed: sum.failed + one.failed,
    skipped: sum.skipped + one.skipped,
  }));
const failedChecks = checks.filter((passed) => !passed).length;
if (failedChecks > 0) process.stdout.write(`${failedChecks} of ${checks.length} checks failed: see FAILED above.\n`);
const desktop = noElectron === null ? 'Electron' : `Electron's stand-in (not Electron itself: ${noElectron})`;
process.stdout.write(`end-to-end hosts: browser host in Chromium, ${desktop}\n`);
const passed = total.passed + checks.length - failedChecks;
const failures = total.failed + failedChecks;
process.stdout.write(`tests: ${passed} passed, ${failures} failed, ${total.skipped} skipped\n`);
process.exit(failures === 0 && ran.every(Boolean) && total.passed > 0 ? 0 : 1);
