import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../contract/client.ts';
import type { Result } from '../../contract/errors.ts';
import type { RunId } from '../../contract/ids.ts';
import { createLocalClient } from '../../main/transport/local-client.ts';
import { begin, type Command } from '../integration/cli/command.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { canaryRunbook, performed } from './canary-runbook.ts';
import { found, type Trace, tracesOf } from './canary-traces.ts';
import { type ProcWatch, watchProcesses } from './proc-watch.ts';

/** Everything a shell, JSON, a URL or base64 treats in its own way, around a middle they all leave alone. */
const FRAGMENT = 'k4n4rY9vQ2hT7';
const SECRET = `p'${FRAGMENT}"/+ w~$x%,#\\8`;
const traces: readonly Trace[] = tracesOf(SECRET, FRAGMENT);

let around: string;
let workspace: string;
let sshd: Sshd;
let api: Server;
let apiHeard = '';
let host: Command;
let client: Client;
let runId: RunId;
let watch: ProcWatch;
const pushed: unknown[] = [];

function must<T>(answer: Result<T>): T {
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem).slice(0, 2000));
  return answer.value;
}

/** An API that tells everything it was told. */
function openApi(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = String(Buffer.concat(chunks));
    const told = { url: request.url, headers: request.headers, body };
    apiHeard += JSON.stringify(told);
    const where = request.url ?? '';
    if (where.startsWith('/cut')) response.socket?.destroy();
    else if (where.startsWith('/moved')) response.writeHead(302, { location: where.replace('/moved', '/cut') }).end();
    else if (where.startsWith('/refuse')) response.writeHead(401, { 'x-echo': 'no' }).end(JSON.stringify(told));
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(told));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

beforeAll(async () => {
  around = mkdtempSync(path.join(tmpdir(), 'holdpoint-canary-'));
  workspace = path.join(around, 'workspace');
  for (const name of ['home', 'tmp', 'run', 'out']) mkdirSync(path.join(around, name), { mode: 0o700 });
  [sshd, api] = await Promise.all([startSshd(), openApi()]);
  const env = {
    HOME: path.join(around, 'home'),
    TMPDIR: path.join(around, 'tmp'),
    XDG_RUNTIME_DIR: path.join(around, 'run'),
  };
  host = begin(['serve', '--no-open', '--json', '--workspace', workspace], env);
  const own = new Set([process.pid, host.child.pid]);
  watch = watchProcesses(traces, (pid) => own.has(pid));
  await host.says('"url"');
  client = createLocalClient(workspace);
  runId = await prepared();
}, 60_000);

afterAll(async () => {
  await client?.close();
  if (host.child.exitCode === null) host.child.kill('SIGKILL');
  await host.finished;
  await sshd.stop();
  api.closeAllConnections();
  await new Promise((resolve) => api.close(resolve));
  rmSync(around, { recursive: true, force: true });
});

async function prepared(): Promise<RunId> {
  const address = api.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  must(await client.call('documents.save', { text: canaryRunbook(sshd, origin) }));
  const keys = must(await client.call('hostkeys.scan', { key: 'canary' }));
  const unknown = keys.flatMap(({ host: name, port, keyType, fingerprint }) =>
    keyType === null || fingerprint === null ? [] : [{ host: name, port, keyType, fingerprint }],
  );
  must(await client.call('hostkeys.trust', { keys: unknown, how: 'person' }));
  const created = must(
    await client.call('runs.create', {
      ...{ key: 'canary', mode: 'live', secrets: { token: SECRET }, commandId: 'canary-create' },
      attribution: { by: `Anna ${SECRET}` },
    }),
  );
  for (const stepId of ['plain', 'dripping', 'encoded', 'failing', 'echoed'])
    client.subscribe(
      'output',
      { runId: created.runId, stepId, target: stepId === 'echoed' ? 'api' : 'web', attempt: 1 },
      { message: (message) => pushed.push(message), problem: () => {} },
    );
  return created.runId;
}

/** What people type where, while the run is going; each of them slips once. */
async function peopleSpeak(id: RunId): Promise<void> {
  let count = 0;
  const say = async (command: Parameters<typeof client.call<'runs.command'>>[1]['command'], by = 'Anna') => {
    count += 1;
    return client.call('runs.command', {
      ...{ runId: id, command, commandId: `canary-${count}-command` },
      attribution: { by, role: `Lead ${SECRET}`, onBehalfOf: SECRET },
    });
  };
  const act = (stepId: string, what: object) => say({ type: 'act', stepId, act: what } as never, `Bob ${SECRET}`);
  must(await client.call('runs.preflight', { runId: id, attribution: { by: `Anna ${SECRET}` } }));
  must(await say({ type: 'start', t0: 'now', acceptPreflight: `because of ${SECRET}` }));
  must(await say({ type: 'note', text: `the password is ${SECRET}` }));
  must(await say({ type: 'note', text: Buffer.from(`u:${SECRET}`).toString('base64'), stepId: 'hand' as never }));
  await say({ type: 'decide', what: SECRET, options: [SECRET], chosen: SECRET, decidedBy: [SECRET], reason: SECRET });
  const issue = { owner: SECRET, workaround: SECRET, reference: SECRET, decision: SECRET };
  await say({ type: 'raise-issue', text: SECRET, severity: 'high', ...issue });
  await say({ type: 'change-issue', issueId: 'I-1', text: `now ${SECRET}` });
  await say({ type: 'resolve-issue', issueId: 'I-1', resolution: SECRET });
  await say({ type: 'reopen-issue', issueId: 'I-1', reason: SECRET });
  await say({ type: 'eta', stepId: 'hand' as never, endAt: Date.now() + 3_600_000, reason: SECRET });
  await say({ type: 'rebase', t0: Date.now() - 60_000, reason: SECRET });
  await say({ type: 'give-update', rag: 'red', because: SECRET, text: SECRET });
  const open = async () => {
    const { lines } = must(await client.call('runs.events', { runId: id, limit: 1000 }));
    const ended = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'attempt.finished');
    return performed.filter((stepId) => !ended.some(({ data }) => data.stepId === stepId));
  };
  await expect.poll(open, { timeout: 40_000, interval: 100 }).toEqual([]);
  await act('failing', { action: 'skip', reason: `known: ${SECRET}` });
  await act('hand', { action: 'start' });
  await act('hand', { action: 'attach', evidenceId: 'proof', value: { type: 'text', text: SECRET }, note: SECRET });
  await act('hand', { action: 'done', reason: `done with ${encodeURIComponent(SECRET)}` });
  await say({ type: 'hold', reason: `hold ${SECRET}` });
  await say({ type: 'abort', reason: `abort ${SECRET}` });
  await say({ type: 'close', note: SECRET, openIssues: SECRET });
}

/** Every file below a folder, whole. */
function filesIn(folder: string): { file: string; bytes: Buffer }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ file, bytes: readFileSync(file) }));
}

function findingsIn(folder: string): string[] {
  return filesIn(folder).flatMap(({ file, bytes }) => [
    ...found(traces, path.relative(folder, file), bytes),
    ...found(traces, `the name of ${file}`, Buffer.from(file)),
  ]);
}

describe('a canary secret', () => {
  it('finds itself in each of its forms, where it was not hidden', () => {
    for (const trace of traces)
      expect(found(traces, 'here', Buffer.concat([Buffer.from('ab'), trace.bytes]))).toContainEqual(
        `here: ${trace.name}`,
      );
  });

  it('reached the targets: the scripts printed it and the API heard it', async () => {
    await peopleSpeak(runId);
    expect(apiHeard).toContain(FRAGMENT);
    const events = must(await client.call('runs.events', { runId, limit: 1000 })).lines;
    const counted = events.flatMap((line) => {
      const { type, data } = JSON.parse(line);
      return type === 'attempt.finished'
        ? [
            [
              data.stepId,
              Object.values<{ redactions: number }>(data.streams).reduce((sum, { redactions }) => sum + redactions, 0),
            ],
          ]
        : [];
    });
    const redactions = Object.fromEntries(counted);
    expect(Object.keys(redactions).sort()).toEqual([...performed, 'badoutput'].sort());
    expect(redactions).toMatchObject({ plain: 3, dripping: 2, twice: 3, failing: 1 });
    expect(redactions.encoded).toBeGreaterThanOrEqual(15);
    expect(redactions.echoed).toBeGreaterThanOrEqual(4);
  }, 60_000);

  it('is in no answer to a client: views, log, events, output, reports', async () => {
    const answers: Record<string, unknown> = {
      home: await client.call('runs.list', {}),
      view: await client.call('runs.get', { runId, logEntries: 500 }),
      log: await client.call('runs.log', { runId, limit: 1000 }),
      events: await client.call('runs.events', { runId, limit: 1000 }),
      why: await client.call('runs.why', { runId }),
      update: await client.call('runs.update', { runId }),
      preview: await client.call('runbooks.preview', { key: 'canary', inputs: {} }),
      preflight: await client.call('runbooks.preflight', { key: 'canary', inputs: {}, secrets: { token: SECRET } }),
      pushed,
    };
    for (const stepId of [...performed, 'hand'])
      answers[stepId] = await client.call('runs.step', { runId, stepId: stepId as never });
    for (const format of ['html', 'md', 'json'] as const) {
      const report = must(await client.call('runs.report', { runId, format }));
      writeFileSync(path.join(around, 'out', report.fileName), report.text);
      answers[format] = report;
    }
    writeFileSync(path.join(around, 'out', 'events.ndjson'), JSON.stringify(answers.events));
    expect(pushed.length).toBeGreaterThan(0);
    expect(
      Object.entries(answers).flatMap(([name, answer]) => found(traces, name, Buffer.from(JSON.stringify(answer)))),
    ).toEqual([]);
  });

  it('is in no byte of the workspace while the core runs, nor in core.json or known_hosts', () => {
    const names = filesIn(workspace).map(({ file }) => path.relative(workspace, file));
    for (const name of ['core.json', 'known_hosts', 'flight-recorder.ndjson', 'holdpoint.sqlite3-wal'])
      expect(names).toContain(name);
    expect(findingsIn(workspace)).toEqual([]);
  });

  it('is not left on the target: its attempt folders are gone, and nothing else holds it', () => {
    expect(findingsIn(sshd.home)).toEqual([]);
    const left = readdirSync(sshd.home, { recursive: true })
      .map(String)
      .filter((name) => name.includes(runId));
    expect(left).toEqual([]);
  });

  it('was in no argv of any process, nor in the environment of ours', () => {
    const { findings, seen } = watch.stop();
    expect(seen).toBeGreaterThan(10);
    expect(findings).toEqual([]);
  });

  it('is in no byte the core leaves behind: database, recorder, segments, diary, reports, temporary folders, terminal', async () => {
    await client.close();
    host.child.kill('SIGTERM');
    const { code, stdout, stderr } = await host.finished;
    expect(code).toBe(0);
    expect(statSync(path.join(workspace, 'holdpoint.sqlite3')).size).toBeGreaterThan(10_000);
    expect(filesIn(around).length).toBeGreaterThan(8);
    expect(findingsIn(around)).toEqual([]);
    expect(found(traces, 'the terminal', Buffer.from(stdout + stderr))).toEqual([]);
  });
});
