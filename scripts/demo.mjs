/**
 * `npm run demo`: starts the practice range, runs the practice release live without a person, and prints where the
 * report is. Everything lies in one temporary folder; nothing else on the machine is touched.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ensureBuilt, ensureInstalled, environment, node, root } from './prepare.mjs';

const cli = path.join(root, 'dist', 'main', 'cli.js');

/** Starts `holdpoint range` and waits for its one line of JSON. */
function startRange() {
  const range = spawn(node, [cli, 'range', '--json'], { stdio: ['ignore', 'pipe', 'inherit'], env: environment() });
  return new Promise((resolve, reject) => {
    createInterface({ input: range.stdout }).once('line', (line) => resolve({ range, described: JSON.parse(line) }));
    range.once('exit', (code) => reject(new Error(`the practice range ended with ${code}`)));
  });
}

function holdpoint(args) {
  const child = spawn(node, [cli, ...args], { stdio: 'inherit', env: environment() });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

ensureInstalled();
ensureBuilt();
const workspace = mkdtempSync(path.join(tmpdir(), 'holdpoint-demo-'));
const { range, described } = await startRange();
let code = 1;
try {
  code = await holdpoint([
    'run',
    described.runbook,
    '--workspace',
    workspace,
    '--known-hosts',
    described.knownHosts,
    '--go',
    '--answers',
    described.answers,
  ]);
  if (code === 0) code = await holdpoint(['verify', workspace]);
  const report = path.join(workspace, 'report.html');
  const reported = await holdpoint(['report', 'latest', '--format', 'html', '--out', report, '--workspace', workspace]);
  if (reported === 0) process.stdout.write(`\nThe report: ${report}\n`);
  code = code || reported;
} finally {
  range.kill('SIGTERM');
}
process.exit(code);
