import { expect, test } from 'vitest';
import { failed, ok } from '../../contract/errors.ts';
import type { OperationName } from '../../contract/operations.ts';
import type { Preflight, PreflightCheck } from '../../contract/preflight.ts';
import { checkGroups, goodSummary, startLacks, tally } from '../../renderer/features/runbook/check-groups.ts';
import { createDeskStore } from '../../renderer/state/desk-store.ts';
import type { StartSubject } from '../../renderer/state/start-slice.ts';
import { FakeClient } from './fake/fake-client.ts';
import { NOW, RUN_ID } from './fake/night.ts';

const good: PreflightCheck = { aspect: 'reachable', subject: 'web-01', verdict: 'good', text: 'Answers.', cure: null };
const badKey: PreflightCheck = {
  aspect: 'host-key',
  subject: 'web-01',
  verdict: 'bad',
  text: 'Not known.',
  cure: 'Accept it.',
};
const green: Preflight = { verdict: 'green', startedAt: NOW, endedAt: NOW, checks: [good] };
const red: Preflight = { ...green, verdict: 'red', checks: [good, badKey] };
const keys = [
  ['web-01', '10.0.0.1', 'unknown', 'SHA256:x'],
  ['web-02', '10.0.0.2', 'known', 'SHA256:y'],
].map(([target, host, state, fingerprint]) => ({
  ...{ target, host, port: 22, state, keyType: 'ssh-ed25519', fingerprint, expected: null, detail: null },
})) as never;

const subject: StartSubject = {
  kind: 'runbook',
  key: 'orders',
  inputs: { version: '1' },
  secrets: { token: 'hush-hush' },
};
const order = { key: 'orders', revision: 7, mode: 'live', inputs: {}, secrets: { password: 'x' }, t0: 'now' } as const;

function desk(answers: FakeClient['answers']) {
  let hash = '';
  let count = 0;
  const client = new FakeClient(answers);
  const store = createDeskStore(client, {
    now: () => NOW,
    newId: () => `command-${++count}`,
    memory: { read: () => null, write: () => {} },
    address: {
      read: () => hash,
      write: (next) => {
        hash = next;
      },
    },
    after: () => () => {},
  });
  const asked = () => client.calls.map((call) => call.operation);
  const inputOf = (name: OperationName) => client.calls.find((call) => call.operation === name)?.input;
  return { client, store, asked, inputOf };
}

test('all keys are accepted exactly as shown, then everything is asked again', async () => {
  let isTrusted = false;
  const { store, asked, inputOf } = desk({
    'runbooks.preflight': () => ok(isTrusted ? green : red),
    'hostkeys.scan': () => ok(keys),
    'hostkeys.trust': () => {
      isTrusted = true;
      return ok({ trusted: 1 });
    },
  });
  await store.getState().checkStart(subject);
  expect(store.getState().start).toMatchObject({ kind: 'checked', preflight: { verdict: 'red' } });
  await store.getState().trustHostKeys(subject);
  expect(asked()).toEqual(['runbooks.preflight', 'hostkeys.scan', 'hostkeys.trust', 'runbooks.preflight']);
  expect(inputOf('hostkeys.trust')).toMatchObject({
    keys: [{ host: '10.0.0.1', port: 22, keyType: 'ssh-ed25519', fingerprint: 'SHA256:x' }],
    how: 'person',
  });
  expect(store.getState().start).toEqual({ kind: 'checked', preflight: green, keys: [], problem: null });
});

test('keys that were not accepted stay on the screen, with the reason', async () => {
  const { store } = desk({
    'runbooks.preflight': () => ok(red),
    'hostkeys.scan': () => ok(keys),
    'hostkeys.trust': () => failed('read-only', 'This core only reads.'),
  });
  await store.getState().checkStart(subject);
  await store.getState().trustHostKeys(subject);
  expect(store.getState().start).toMatchObject({ kind: 'checked', problem: { message: 'This core only reads.' } });
});

test('an answer nobody waits for any more is not shown', async () => {
  let answer: (value: ReturnType<typeof ok<Preflight>>) => void = () => {};
  const { store } = desk({
    'runbooks.preflight': () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  });
  const asking = store.getState().checkStart(subject);
  expect(store.getState().start).toEqual({ kind: 'asking', since: NOW });
  store.getState().resetStart();
  answer(ok(red));
  await asking;
  expect(store.getState().start).toEqual({ kind: 'idle' });
});

test('another value is another start: what was checked before does not count', async () => {
  const { store } = desk({ 'runbooks.preflight': () => ok(green) });
  await store.getState().checkStart(subject);
  store.getState().setStartInput('version', '2');
  expect(store.getState().start).toEqual({ kind: 'idle' });
  expect(store.getState().startInputs).toEqual({ version: '2' });
});

test('a live start has its own preflight recorded first, and secrets stay out of the state', async () => {
  const { store, asked, inputOf } = desk({
    'runs.create': () => ok({ runId: RUN_ID }),
    'runs.preflight': () => ok(green),
    'runs.command': () => ok({ seqs: [1] }),
  });
  await store.getState().startRun(order);
  expect(asked().filter((name) => name !== 'runs.secrets')).toEqual(['runs.create', 'runs.preflight', 'runs.command']);
  expect(inputOf('runs.command')).toMatchObject({ command: { type: 'start', t0: 'now' } });
  expect(store.getState().route).toMatchObject({ screen: 'run', runId: RUN_ID });
  expect(JSON.stringify(store.getState())).not.toContain('"password"');
});

test('a preflight that turned red meanwhile starts nothing: the draft is open with its checks', async () => {
  const { store, asked } = desk({
    'runs.create': () => ok({ runId: RUN_ID }),
    'runs.preflight': () => ok(red),
    'hostkeys.scan': () => ok(keys),
  });
  await store.getState().startRun(order);
  expect(asked()).not.toContain('runs.command');
  expect(store.getState()).toMatchObject({
    panel: 'start',
    route: { screen: 'run', runId: RUN_ID },
    start: { kind: 'checked', preflight: { verdict: 'red' } },
  });
});

test('in spite of a red preflight it starts with the reason, and not without', async () => {
  const { store, inputOf } = desk({
    'runs.create': () => ok({ runId: RUN_ID }),
    'runs.preflight': () => ok(red),
    'runs.command': () => ok({ seqs: [1] }),
  });
  await store.getState().startRun({ ...order, accept: 'web-01 is out of scope' });
  expect(inputOf('runs.command')).toMatchObject({
    command: { type: 'start', acceptPreflight: 'web-01 is out of scope' },
  });
});

test('what is bad comes first, the same said once, what is good as a count', () => {
  const many: Preflight = {
    ...red,
    checks: [
      ...red.checks,
      { ...badKey, subject: 'web-02' },
      { ...badKey, aspect: 'clock', verdict: 'unknown', subject: 'db' },
      { ...badKey, verdict: 'warning', aspect: 'person' },
    ],
  };
  const groups = checkGroups(many);
  expect(groups.bad.map(({ check, subjects }) => [check.aspect, subjects])).toEqual([
    ['host-key', ['web-01', 'web-02']],
    ['clock', ['db']],
  ]);
  expect(groups.warnings).toHaveLength(1);
  expect(goodSummary(groups.good)).toBe('reachable 1');
  expect(tally(many)).toBe('3 bad, 1 warning, 1 good');
});

test('a red preflight, and one too old, each say why Start is not offered', () => {
  const maxAgeMs = 30 * 60_000;
  expect(startLacks(green, { now: NOW, maxAgeMs })).toEqual([]);
  expect(startLacks(green, { now: NOW + maxAgeMs, maxAgeMs })).toEqual([]);
  expect(startLacks(green, { now: NOW + maxAgeMs + 60_000, maxAgeMs })[0]).toContain('31 m old');
  expect(startLacks(red, { now: NOW, maxAgeMs })[0]).toContain('1 check must be mended');
});

test('what was checked for one subject is not taken for another', async () => {
  const { store } = desk({ 'runbooks.preflight': () => ok(green), 'runs.preflight': () => ok(green) });
  await store.getState().checkStart(subject);
  expect(store.getState().startOf).toBe('runbook orders');
  await store.getState().checkStart({ kind: 'run', runId: RUN_ID });
  expect(store.getState().startOf).toBe(`run ${RUN_ID}`);
});
