import { execFileSync } from 'node:child_process';
import { chownSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../contract/client.ts';
import type { Result } from '../../contract/errors.ts';
import type { RunId } from '../../contract/ids.ts';
import type { OpenQuestions } from '../../contract/questions.ts';
import { createLocalClient } from '../../main/transport/local-client.ts';
import { begin, type Command } from '../integration/cli/command.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { type CanaryAccount, canaryAccount } from './canary-account.ts';
import { found, type Trace, tracesOf } from './canary-traces.ts';
import { type ProcWatch, watchProcesses } from './proc-watch.ts';

/** A canary for each way a secret comes in: the vault's value, what it was before, what opens the vault, what a person answered. */
const FRAGMENTS = {
  value: 'v4lu3Kq8XwT',
  before: 'b3f0r3Zt5RmP',
  vault: 'v4u1tPh2sYd',
  key: 'k3yPhr4s3JnB',
  account: '4cc0untWzQe',
} as const;
const VALUE = `pa'ss "${FRAGMENTS.value}"/+$x%\\`;
const BEFORE = `old ${FRAGMENTS.before} ü&=`;
const VAULT = `open ${FRAGMENTS.vault} please`;
const KEY = `unlock ${FRAGMENTS.key} now`;
/** Of the account on the target: it logs in with it, and sudo asks for it. */
const ACCOUNT = `hp ${FRAGMENTS.account}'"$x`;
const traces: readonly Trace[] = [
  ...tracesOf(VALUE, FRAGMENTS.value),
  ...tracesOf(BEFORE, FRAGMENTS.before),
  ...tracesOf(VAULT, FRAGMENTS.vault),
  ...tracesOf(KEY, FRAGMENTS.key),
  ...tracesOf(ACCOUNT, FRAGMENTS.account),
];

let around: string;
let workspace: string;
let sshd: Sshd;
let account: CanaryAccount;
let byPassword: Sshd;
let host: Command;
let client: Client;
let runId: RunId;
let watch: ProcWatch;
const pushed: OpenQuestions[] = [];

function must<T>(answer: Result<T>): T {
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem).slice(0, 2000));
  return answer.value;
}

const env = (name: string) => path.join(around, name);

async function serve(): Promise<void> {
  host = begin(['serve', '--no-open', '--json', '--workspace', workspace], {
    ...{ HOME: env('home'), TMPDIR: env('tmp'), XDG_RUNTIME_DIR: env('run'), SSH_AUTH_SOCK: '' },
  });
  await host.says('"url"');
  client = createLocalClient(workspace);
  client.subscribe('questions', {}, { message: (message) => pushed.push(message) });
}

async function end(): Promise<void> {
  await client.close();
  host.child.kill('SIGTERM');
  const { stdout, stderr } = await host.finished;
  expect(found(traces, 'the terminal', Buffer.from(stdout + stderr))).toEqual([]);
}

beforeAll(async () => {
  around = mkdtempSync(path.join(tmpdir(), 'holdpoint-canary-vault-'));
  workspace = env('workspace');
  for (const name of ['home', 'tmp', 'run', 'keys']) mkdirSync(env(name), { mode: 0o700 });
  account = canaryAccount(ACCOUNT);
  sshd = await startSshd();
  byPassword = await startSshd({ user: account.login, config: ['PasswordAuthentication yes'] });
  const locked = env('keys/id_locked');
  copyFileSync(sshd.identity, locked);
  chownSync(locked, process.getuid?.() ?? 0, process.getgid?.() ?? 0);
  execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', KEY, '-f', locked]);
  watch = watchProcesses(traces, (pid) => pid === host?.child.pid);
  await serve();
}, 60_000);

afterAll(async () => {
  watch?.stop();
  if (host?.child.exitCode === null) host.child.kill('SIGKILL');
  await sshd?.stop();
  await byPassword?.stop();
  account?.remove();
  rmSync(around, { recursive: true, force: true });
});

function runbook(): string {
  return `apiVersion: holdpoint/v1
kind: Runbook
key: canary-vault
title: Canary of the vault
timezone: UTC
inventory:
  - { name: web, kind: ssh, host: ${sshd.host}, port: ${sshd.port}, user: ${sshd.user}, identity: ${env('keys/id_locked')} }
  - { name: db, kind: ssh, host: ${byPassword.host}, port: ${byPassword.port}, user: ${byPassword.user} }
people: [{ role: Lead, name: Anna }]
steps:
  - id: print
    kind: ssh
    title: Print it
    responsible: Lead
    start: auto
    targets: name=web
    duration: 1m
    timeout: 30s
    env: { DB: '\${{ secrets.db_password }}' }
    run: |
      echo "it is $DB"
      printf '%s' "$DB" | base64
      printf 'x%s' "$DB" | base64 | tr '+/' '-_'
      printf '%s' "$DB" | od -An -v -tx1 | tr -d ' \\n'; echo
      echo 'it was so before'
      echo "token=$DB" >> "$HP_OUTPUT"
  - id: become
    kind: ssh
    title: Become another
    responsible: Lead
    start: auto
    targets: name=db
    duration: 1m
    timeout: 30s
    runAs: ${account.becomes}
    run: id -un
`;
}

async function stateOf(id: RunId, stepId: string): Promise<string> {
  return must(await client.call('runs.step', { runId: id, stepId: stepId as never })).step.state;
}

function filesIn(folder: string): { file: string; bytes: Buffer }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ file, bytes: readFileSync(file) }));
}

describe('canaries of the vault and of questions', () => {
  it('go in: the vault is made, a value is set and rotated, a question is answered and remembered, the step runs', async () => {
    must(await client.call('secrets.create', { key: { kind: 'passphrase', passphrase: VAULT } }));
    must(await client.call('secrets.set', { name: 'db_password', value: BEFORE }));
    must(await client.call('secrets.rotate', { name: 'db_password', value: VALUE }));
    const refused = await client.call('secrets.unlock', { passphrase: `${VAULT} wrong` });
    expect(refused.ok).toBe(true);
    must(await client.call('documents.save', { text: runbook() }));
    const keys = must(await client.call('hostkeys.scan', { key: 'canary-vault' }));
    const unknown = keys.flatMap(({ host: name, port, keyType, fingerprint }) =>
      keyType === null || fingerprint === null ? [] : [{ host: name, port, keyType, fingerprint }],
    );
    must(await client.call('hostkeys.trust', { keys: unknown, how: 'person' }));
    runId = must(
      await client.call('runs.create', { key: 'canary-vault', mode: 'live', commandId: 'canary-create' }),
    ).runId;
    const say = (command: Parameters<typeof client.call<'runs.command'>>[1]['command'], commandId: string) =>
      client.call('runs.command', { runId, command, commandId });
    must(await say({ type: 'start', t0: 'now', acceptPreflight: 'a test' }, 'canary-start'));
    const kinds: string[] = [];
    const answered = async () => {
      for (const { questionId, kind } of pushed.at(-1)?.questions ?? []) {
        const answers = [kind === 'passphrase' ? KEY : ACCOUNT];
        const said = await client.call('questions.answer', { questionIds: [questionId], answers, remember: true });
        if (must(said).answered === 1) kinds.push(kind);
      }
      return Promise.all(['print', 'become'].map((stepId) => stateOf(runId, stepId)));
    };
    await expect.poll(answered, { timeout: 40_000, interval: 100 }).toEqual(['succeeded', 'succeeded']);
    expect(kinds.toSorted()).toEqual(['passphrase', 'password', 'sudo']);
    const slip = `once ${BEFORE}, now ${VALUE}; I unlocked with ${KEY} and became another with ${ACCOUNT}`;
    must(await say({ type: 'note', text: slip }, 'canary-note-1'));
    must(await client.call('documents.save', { text: `${runbook()}# again\n`, reason: slip }));
    must(await client.call('secrets.lock', {}));
  }, 60_000);

  it('come out of no operation and no topic, whatever is asked', async () => {
    const answers = {
      status: await client.call('secrets.status', {}),
      questions: await client.call('questions.list', {}),
      pushed,
      events: await client.call('runs.events', { runId, limit: 1000 }),
      log: await client.call('runs.log', { runId, limit: 1000 }),
      step: await client.call('runs.step', { runId, stepId: 'print' as never }),
      output: await client.call('runs.output', {
        ...{ runId, stepId: 'print' as never, target: 'web' as never, attempt: 1, stream: 'stdout' },
      }),
      preview: await client.call('runbooks.preview', { key: 'canary-vault', inputs: {} }),
      report: await client.call('runs.report', { runId, format: 'html' }),
      wrong: await client.call('secrets.unlock', { passphrase: `not ${VAULT}` }),
    };
    expect(must(answers.status).entries.map(({ name }) => name)).toEqual([
      'db_password',
      ...['passphrase of', 'password of', 'sudo password of'].map((words) => expect.stringContaining(words)),
    ]);
    const leaks = Object.entries(answers).flatMap(([name, answer]) =>
      found(traces, name, Buffer.from(JSON.stringify(answer))),
    );
    expect(leaks).toEqual([]);
    expect(JSON.stringify(answers.output)).toContain('[redacted]');
  });

  it('are answered by the vault after a restart, once it is unlocked, without asking a person', async () => {
    await end();
    await serve();
    const again = must(
      await client.call('runs.create', { key: 'canary-vault', mode: 'live', commandId: 'canary-create-2' }),
    ).runId;
    const start = { type: 'start', t0: 'now', acceptPreflight: 'a test' } as const;
    must(await client.call('runs.command', { runId: again, command: start, commandId: 'canary-start-2' }));
    const why = async () => must(await client.call('runs.why', { runId: again, stepId: 'print' as never }));
    await expect.poll(why).toContainEqual(expect.objectContaining({ kind: 'secret', unblock: 'Unlock the vault.' }));
    await expect
      .poll(() => pushed.at(-1))
      .toMatchObject({ vault: 'locked', waiting: [{ stepId: 'print', names: ['db_password'] }] });
    must(await client.call('secrets.unlock', { passphrase: VAULT }));
    const states = () => Promise.all(['print', 'become'].map((stepId) => stateOf(again, stepId)));
    await expect.poll(states, { timeout: 30_000 }).toEqual(['succeeded', 'succeeded']);
    expect(pushed.at(-1)?.questions).toEqual([]);
  }, 60_000);

  it('are in no byte on the disk, in no argv and in no environment of ours', async () => {
    await end();
    const { findings, seen } = watch.stop();
    expect(seen).toBeGreaterThan(3);
    expect(findings).toEqual([]);
    const names = filesIn(workspace).map(({ file }) => path.relative(workspace, file));
    for (const name of ['vault.json', 'core.log', 'flight-recorder.ndjson', 'holdpoint.sqlite3']) {
      expect(names).toContain(name);
    }
    expect(statSync(path.join(workspace, 'vault.json')).mode & 0o777).toBe(0o600);
    const leaks = [around, sshd.home, byPassword.home].flatMap((folder) =>
      filesIn(folder).flatMap(({ file, bytes }) => found(traces, path.relative(folder, file), bytes)),
    );
    expect(leaks).toEqual([]);
  });

  it('are not in a backup, which holds the encrypted file', async () => {
    const out = env('backup');
    const made = begin(['backup', '--workspace', workspace, '--out', out], { HOME: env('home'), TMPDIR: env('tmp') });
    expect((await made.finished).code).toBe(0);
    const files = filesIn(out);
    expect(files.map(({ file }) => path.relative(out, file))).toContain('vault.json');
    expect(files.flatMap(({ file, bytes }) => found(traces, file, bytes))).toEqual([]);
  });
});
