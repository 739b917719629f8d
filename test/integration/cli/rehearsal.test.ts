import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { begin, typed } from './command.ts';

let folder = '';
let runbook = '';
let answers = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-cli-'));
  runbook = path.join(folder, 'window.yaml');
  answers = path.join(folder, 'answers.yaml');
  writeFileSync(runbook, windowText);
  writeFileSync(answers, answersText);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const windowText = `apiVersion: holdpoint/v1
kind: Runbook
key: small-window
title: Small window
timezone: Europe/Berlin
inputs:
  - { name: token, required: true, secret: true }
inventory:
  - { name: web-01, kind: ssh, host: 127.0.0.1, user: nobody, labels: { tier: web } }
  - { name: web-02, kind: ssh, host: 127.0.0.1, user: nobody, labels: { tier: web } }
people:
  - { role: Release manager, name: Anna Berg }
defaults: { timeout: 10m }
steps:
  - { id: freeze, kind: checklist, title: Confirm the freeze, responsible: Release manager, duration: 1m, items: [{ id: tag, text: Tagged }, { id: call, text: On call }] }
  - { id: drain, kind: ssh, title: Drain, responsible: Release manager, after: [freeze], targets: tier=web, run: 'pool drain', duration: 1m }
  - { id: gate, kind: gate, title: Go or no-go, responsible: Release manager, after: [drain], duration: 1m, criteria: [{ id: errors, text: Few errors }], approvals: { roles: [Release manager], count: 1 } }
  - { id: proof, kind: manual, title: Place an order, responsible: Release manager, after: [gate], duration: 1m, evidence: [{ id: order, text: Order number, type: text }] }
  - { id: tell, kind: message, title: Tell everybody, responsible: Release manager, after: [proof], duration: 1m, audience: all, text: Done. }
`;
const answersText = `freeze: { by: Anna Berg, items: [tag, call] }
gate: { by: Anna Berg, approve: true }
proof: { by: Anna Berg, evidence: { order: SO-1 } }
tell: { by: Anna Berg, to: all@example.com }
`;
const secret = { HOLDPOINT_SECRET_TOKEN: 'c4nary-in-the-mine' };

function workspace(name: string): string[] {
  return ['--workspace', path.join(folder, name)];
}

function rehearse(name: string, more: readonly string[]): string[] {
  return ['run', runbook, '--mode', 'rehearsal', '--speed', '600', ...workspace(name), ...more];
}

test('a rehearsal with --go and answers runs to its end, and every way to read it agrees', async () => {
  const ran = await typed(rehearse('whole', ['--go', '--answers', answers]), secret);
  expect(ran.stdout).toMatch(/Anna Berg \(stated.*\) approved “Go or no-go/);
  expect(ran.stdout).toContain('The rehearsal ended: completed, successful.');
  expect(ran.code).toBe(0);

  const log = await typed(['log', 'latest', ...workspace('whole')]);
  expect(log.stdout.split('\n').at(-2)).toContain('closed the run as successful');
  const events = await typed(['log', 'latest', '--json', ...workspace('whole')]);
  expect(events.stdout.trim().split('\n').length).toBe(log.stdout.trim().split('\n').length);
  expect((await typed(['why', 'latest', ...workspace('whole')])).code).toBe(0);
  const status = await typed(['status', 'latest', '--json', ...workspace('whole')]);
  expect(JSON.parse(status.stdout).header).toMatchObject({ life: 'completed', mode: 'rehearsal' });

  const out = path.join(folder, 'report.html');
  const report = await typed(['report', 'latest', '--format', 'html', '--out', out, ...workspace('whole')]);
  expect(report.stdout.trim()).toBe(out);
  expect(readFileSync(out, 'utf8')).toContain('<title>REHEARSAL · Small window');
  for (const format of ['md', 'json']) {
    const made = await typed(['report', 'latest', '--format', format, '--out', '-', ...workspace('whole')]);
    expect(made.stdout).toContain('SO-1');
  }

  const verified = await typed(['verify', path.join(folder, 'whole')]);
  expect(verified.stdout).toContain('Verified:');
  expect(verified.code).toBe(0);
});

test('the file of events is proven too, and one changed byte names the line', async () => {
  await typed(rehearse('events', ['--go', '--answers', answers, '--json']), secret).then((ran) => {
    expect(ran.code).toBe(0);
    for (const line of ran.stdout.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('hash');
    writeFileSync(path.join(folder, 'good.ndjson'), ran.stdout);
    const lines = ran.stdout.split('\n');
    lines[7] = lines[7]?.replace(/"monotonicMs":\d/, (text) => `${text}1`) ?? '';
    writeFileSync(path.join(folder, 'bad.ndjson'), lines.join('\n'));
    expect(ran.stderr).toContain('The rehearsal ended');
  });
  expect((await typed(['verify', path.join(folder, 'good.ndjson')])).code).toBe(0);
  const bad = await typed(['verify', path.join(folder, 'bad.ndjson')]);
  expect(bad.code).toBe(1);
  expect(bad.stdout).toContain('Line 8');
});

test('a secret is nowhere in the workspace', () => {
  const files = readdirSync(path.join(folder, 'whole'), { recursive: true, withFileTypes: true });
  const holding = files
    .filter((file) => file.isFile())
    .filter((file) => readFileSync(path.join(file.parentPath, file.name)).includes('c4nary-in-the-mine'));
  expect(holding.map((file) => file.name)).toEqual([]);
  expect(files.length).toBeGreaterThan(3);
});

test('without answers the run is held with the commands that go on; they do', async () => {
  const first = await typed(rehearse('steps', ['--go']), secret);
  expect(first.code).toBe(3);
  expect(first.stdout).toContain('held: A person is needed: Confirm the freeze.');
  const commands = first.stdout
    .split('\n')
    .filter((line) => line.startsWith('  holdpoint act '))
    .map((line) => line.trim().split(' ').slice(1));
  expect(commands.map((words) => words.slice(3, 5).join(' '))).toEqual([
    'start --by',
    'tick tag',
    'tick call',
    'done --by',
  ]);
  for (const action of ['start', 'tick tag', 'tick call', 'done']) {
    const done = await typed([
      'act',
      'latest',
      'freeze',
      ...action.split(' '),
      '--by',
      'Anna Berg',
      ...workspace('steps'),
    ]);
    expect(done.code, done.stderr).toBe(0);
    expect(done.stderr).toContain('holdpoint resume');
  }
  const rest = await typed(['resume', 'latest', '--go', '--answers', answers, ...workspace('steps')], secret);
  expect(rest.stdout).toContain('The rehearsal ended: completed, successful.');
  expect(rest.stdout).not.toContain('created the rehearsal run');
  expect(rest.code).toBe(0);
});

test('a planted fault holds the run; the failed target alone is retried', async () => {
  const first = await typed(
    rehearse('fault', ['--go', '--answers', answers, '--fail', 'drain:web-02=exit 42']),
    secret,
  );
  expect(first.code).toBe(3);
  expect(first.stdout).toContain('drain on web-02 failed: exit 42');
  expect(first.stdout).toContain('SIMULATED');
  expect(first.stdout).toContain('drain retry-failed');
  const why = await typed(['why', 'latest', 'gate', ...workspace('fault')]);
  expect(why.stdout).toContain('Drain');
  const status = await typed(['status', 'latest', ...workspace('fault')]);
  expect(status.stdout).toContain('1/2 1 failed');
  expect(status.code).toBe(3);
  const output = await typed(['log', 'latest', '--output', 'drain:web-02', ...workspace('fault')]);
  expect(output.stdout).toContain('SIMULATED');
  await typed([
    'act',
    'latest',
    'drain',
    'done',
    '--reason',
    'drained by hand',
    '--by',
    'Anna Berg',
    ...workspace('fault'),
  ]);
  const rest = await typed(['resume', 'latest', '--go', '--answers', answers, ...workspace('fault')], secret);
  expect(rest.stdout).toContain('successful-with-issues');
  expect(rest.code).toBe(0);
});

test('what is wrong is said at once, and nothing is stored', async () => {
  const bad = path.join(folder, 'bad.yaml');
  writeFileSync(
    bad,
    `${windowText.replace('title: Small window', 'titel: Small window')}  - { id: drain, kind: ssh, title: Again, after: [nowhere], targets: tier=none, run: 'echo \${{ inputs.token }}' }\n`,
  );
  const ran = await typed(['run', bad, '--mode', 'rehearsal', ...workspace('bad')], secret);
  expect(ran.code).toBe(2);
  for (const word of ['titel', 'nowhere', 'duplicate-id', 'tier=none', 'Nothing was stored'])
    expect(ran.stderr, word).toContain(word);
  expect(existsSync(path.join(folder, 'bad'))).toBe(false);
  const noSecret = await typed(rehearse('bad', []));
  expect(noSecret.stderr).toContain('HOLDPOINT_SECRET_TOKEN');
  expect(noSecret.code).toBe(2);
  writeFileSync(path.join(folder, 'wrong-answers.yaml'), 'freez: { by: Anna }\n');
  const wrong = await typed(rehearse('bad', ['--answers', path.join(folder, 'wrong-answers.yaml')]), secret);
  expect(wrong.stderr).toContain('There is no step freez');
  expect(wrong.code).toBe(2);
  expect(existsSync(path.join(folder, 'bad'))).toBe(false);
});

test('while it runs, other commands attach to it: they look, note and hold', async () => {
  const running = begin(
    ['run', runbook, '--mode', 'rehearsal', '--speed', '1', '--go', '--answers', answers, ...workspace('live')],
    secret,
  );
  await running.says('drain started');
  const status = await typed(['status', 'latest', ...workspace('live')]);
  expect(status.stdout).toContain('running');
  const note = await typed(['note', 'latest', 'looks fine', '--by', 'Ben', '--via', 'phone', ...workspace('live')]);
  expect(note.code, note.stderr).toBe(0);
  await running.says('Ben (stated by phone, entered by');
  const abort = await typed(['abort', 'latest', '--reason', 'enough seen', ...workspace('live')]);
  expect(abort.code, abort.stderr).toBe(0);
  const end = await running.finished;
  expect(end.stdout).toContain('The rehearsal ended: aborted');
  expect(end.code).toBe(1);
});

test('with --as-planned the people do what the plan says, and a file speaks for whom it names', async () => {
  const own = path.join(folder, 'one-answer.yaml');
  writeFileSync(own, 'gate: { by: Anna Berg, approve: true, note: all quiet }\n');
  const end = await typed(rehearse('planned', ['--as-planned', '--answers', own]), secret);
  expect(end.code, end.stderr).toBe(0);
  expect(end.stdout).toContain('people answer from one-answer.yaml at 1 step, the others as planned');
  expect(end.stdout).toContain('The rehearsal ended: completed, successful.');
  const lines = end.stdout.split('\n').filter((line) => /^\S+ +(T[+-]|\d\d:\d\d)/.test(line));
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) expect(line).toMatch(/^SIMULATED /);
  const live = await typed(['run', runbook, '--as-planned', ...workspace('planned')], secret);
  expect(live).toMatchObject({ code: 2, stderr: expect.stringContaining('--as-planned is for --mode rehearsal') });
});

test('a failure that holds a run in the middle of another step ends the command: nothing runs any more', async () => {
  const file = path.join(folder, 'half-way.yaml');
  const host = (name: string, tier: string) =>
    `  - { name: ${name}, kind: ssh, host: 127.0.0.1, user: nobody, labels: { tier: ${tier} } }`;
  const step = (id: string, minutes: number) =>
    `  - { id: ${id}, kind: ssh, title: Step ${id}, responsible: Lead, targets: tier=${id}, run: 'true', start: auto, duration: ${minutes}m }`;
  const hosts = ['first-1', 'first-2', ...[1, 2, 3, 4, 5].map((number) => `second-${number}`)];
  writeFileSync(
    file,
    `apiVersion: holdpoint/v1
kind: Runbook
key: half-way
title: Half way
inventory:
${hosts.map((name) => host(name, name.slice(0, -2))).join('\n')}
people:
  - { role: Lead, name: Anna Berg }
steps:
${step('first', 1)}
${step('second', 1)}
`,
  );
  const args = ['run', file, '--mode', 'rehearsal', '--speed', '600', '--forks', '2', '--fail', 'first=exit 1'];
  const ran = await typed([...args, ...workspace('half-way')]);
  expect(ran.code).toBe(3);
  expect(ran.stdout + ran.stderr).toContain('Step first: Failed on 2 of 2 targets');
  const status = await typed(['status', 'latest', ...workspace('half-way')]);
  expect(status.stdout).toMatch(/Step second/);
});
