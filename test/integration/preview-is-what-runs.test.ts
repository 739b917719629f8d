import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../contract/client.ts';
import type { Result } from '../../contract/errors.ts';
import type { RunId } from '../../contract/ids.ts';
import type { Preview } from '../../contract/workspace-views.ts';
import { MASK } from '../../main/domain/plan/index.ts';
import { type Connected, connectOrOwn } from '../../main/hosts/connect-or-own.ts';
import { freePort, type Sshd, startSshd } from '../support/sshd.ts';
import { eventually } from '../support/sshd-shell.ts';
import { typed } from './cli/command.ts';

/** Nasty in a shell, in JSON, in a URL and in a header, and long enough to be kept out of the log. */
const SECRET = `s3cr3t "q" 'x' $(id) \`id\` &=%41+;`;
const VERSION = `4.2.0 "rc1" it's $HOME`;
const NOTE = 'Grüße, 世界 🚀\nzweite Zeile\n\n  mit Rand  ';
const TARGETS = 3;

let folder = '';
let servers: Sshd[] = [];
let api: Recorder;
let core: Exclude<Connected, { kind: 'refused' }>;
let client: Client;
let preview: Preview;
let runId: RunId;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-preview-'));
  chmodSync(folder, 0o755);
  writeFileSync(path.join(folder, 'recorder'), RECORDER, { mode: 0o755 });
  const port = await freePort();
  servers = await Promise.all(
    Array.from({ length: TARGETS }, (_, i) => startSshd({ host: `127.0.0.${i + 70}`, port, path: folder })),
  );
  api = await startRecorder();
  writeFileSync(path.join(folder, 'runbook.yaml'), runbook());
  const known = path.join(folder, 'known_hosts');
  writeFileSync(known, servers.map((server) => readFileSync(server.knownHosts, 'utf8')).join(''));
  const connected = await connectOrOwn({
    ...{ workspaceDir: path.join(folder, 'workspace'), mode: 'drive', host: 'test', extraKnownHosts: [known] },
  });
  if (connected.kind === 'refused') throw new Error(connected.problem.message);
  core = connected;
  client = core.client;
  await runAll();
}, 120_000);

afterAll(async () => {
  await core?.close();
  api?.close();
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true });
});

const inputs = { version: VERSION, note: NOTE };

/** Previews the runbook, then runs it live to its end. */
async function runAll(): Promise<void> {
  must(await client.call('documents.save', { text: runbook() }));
  preview = must(await client.call('runbooks.preview', { key: 'preview', inputs }));
  const order = { key: 'preview', mode: 'live', inputs, secrets: { token: SECRET }, commandId: 'create-0001' } as const;
  ({ runId } = must(await client.call('runs.create', order)));
  const preflight = must(await client.call('runs.preflight', { runId }));
  expect(preflight.checks.filter(({ verdict }) => verdict === 'bad' || verdict === 'unknown')).toEqual([]);
  must(await client.call('runs.command', { runId, command: { type: 'start' }, commandId: 'start-00001' }));
  const done = preview.steps.map(({ stepId }) => `${stepId} succeeded`);
  let states: string[] = [];
  await eventually(
    'every step has succeeded',
    async () => {
      states = must(await client.call('runs.get', { runId })).steps.map(({ id, state }) => `${id} ${state}`);
      return states.join() === done.join() || states.some((state) => / (?:failed|indeterminate)$/.test(state));
    },
    60_000,
  );
  expect(states).toEqual(done);
}

function must<T>(answer: Result<T>): T {
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
  return answer.value;
}

/** As its shell: keeps the script it is given and the environment it is given it with, then runs it. */
const RECORDER = `#!/bin/sh
folder=$(mktemp -d "$HOME/received-XXXXXX")
cat "$1" >"$folder/script"
cat "/proc/$$/environ" >"$folder/env"
exec /bin/sh "$folder/script"
`;

interface Received {
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
}

function receivedBy(server: Sshd): Received[] {
  return readdirSync(server.home)
    .filter((name) => name.startsWith('received-'))
    .map((name) => {
      const pairs = readFileSync(path.join(server.home, name, 'env'), 'utf8')
        .split('\0')
        .filter(Boolean);
      const env = Object.fromEntries(
        pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
      );
      return { script: readFileSync(path.join(server.home, name, 'script'), 'utf8'), env };
    });
}

interface Recorder {
  readonly port: number;
  readonly requests: string[];
  close(): void;
}

/** Keeps each request as the bytes that came in. */
async function startRecorder(): Promise<Recorder> {
  const requests: string[] = [];
  const server: Server = createServer((socket) => {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      const head = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (head < 0 || text.length < head + 4 + length) return;
      requests.push(Buffer.from(text, 'latin1').toString('utf8'));
      text = '';
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { port, requests, close: () => server.close() };
}

function runbook(): string {
  const hosts = servers.map(
    ({ host, port, user, identity }, i) =>
      `  - { name: web-0${i + 1}, kind: ssh, host: ${host}, port: ${port}, user: ${user}, identity: '${identity}', labels: { tier: web, 'slot-name': s-${i} }, env: { SITE: "site's ${i}" } }`,
  );
  return `apiVersion: holdpoint/v1
kind: Runbook
key: preview
title: Preview is what runs
timezone: UTC
inputs:
  - { name: version, required: true }
  - { name: note, required: true }
  - { name: token, required: true, secret: true }
people:
  - { role: Lead, name: Anna, phone: '1' }
inventory:
${hosts.join('\n')}
  - { name: api, kind: http, baseUrl: 'http://127.0.0.1:${api.port}/base/' }
defaults: { start: auto, timeout: 30s }
steps:
  - id: deploy
    kind: ssh
    title: Deploy
    responsible: Lead
    duration: 1m
    targets: tier=web
    shell: recorder
    idempotent: true
    env:
      QUOTED: "a'b\\"c \${{ inputs.version }} $(touch pwned) \\\\ end"
      LINES: |
        eins: \${{ inputs.note }}
        zwei
      LOGIN: 'user:\${{ secrets.token }}@\${{ target.host }}'
      LABEL: '\${{ target.labels.slot-name }}'
    check: |
      # checked before
      exit 1
    skipWhenDone: true
    run: |
      set -eu
      printf '%s\\n' "$QUOTED" >/dev/null # it's "quoted", $(never) run
      echo 'id=b-1' >> "$HP_OUTPUT"

    verify: "test -n \\"$LOGIN\\" # Grüße 世界"
  - id: plain
    kind: ssh
    title: One line
    responsible: Lead
    duration: 1m
    after: [deploy]
    targets: name=web-02
    shell: recorder
    run: 'true'
  - id: post
    kind: http
    title: Tell the API
    responsible: Lead
    duration: 1m
    after: [plain]
    targets: name=api
    request:
      method: POST
      path: '/deploy/\${{ inputs.version }}/\${{ secrets.token }}'
      query: { note: '\${{ inputs.note }}', v: '\${{ inputs.version }}', key: '\${{ secrets.token }}' }
      headers: { x-token: 'Bearer \${{ secrets.token }}', X-Site: 'a b' }
      json: { v: '\${{ inputs.version }}', note: '\${{ inputs.note }}', list: [1, true, null, '\${{ target.name }}'] }
    expect: { status: 200 }
  - id: form
    kind: http
    title: A form
    responsible: Lead
    duration: 1m
    after: [post]
    targets: name=api
    request:
      method: PUT
      path: '/form/a%20b/ü?x=1'
      form: { note: '\${{ inputs.note }}', secret: '\${{ secrets.token }}' }
    expect: { status: 200 }
  - id: text
    kind: http
    title: Text
    responsible: Lead
    duration: 1m
    after: [form]
    targets: name=api
    request: { method: PUT, path: /text, body: "plain \${{ inputs.note }} \${{ secrets.token }}" }
    expect: { status: 200 }
`;
}

/** Set by the transport for every script, or by the login itself. */
const ofTheLogin =
  /^(?:HP_OUTPUT|HOME|PATH|PWD|OLDPWD|SHELL|USER|LOGNAME|MAIL|LANG|TZ|SHLVL|_|SSH_.*|XDG_.*|MOTD_SHOWN)$/;

function masked(text: string): string {
  return text
    .replaceAll(SECRET, MASK)
    .replaceAll(encodeURIComponent(SECRET).replaceAll("'", '%27'), MASK)
    .replaceAll(encodeURIComponent(SECRET), MASK)
    .replaceAll(encodeURIComponent(SECRET).replaceAll('%20', '+'), MASK);
}

function previewed(stepId: string, target: string) {
  const found = preview.steps.find((step) => step.stepId === stepId)?.targets.find(({ name }) => name === target);
  if (found === undefined) throw new Error(`${stepId} is not previewed on ${target}`);
  return found;
}

test.each([0, 1, 2])('target %d received the very scripts that were shown, and no other', (index) => {
  const server = servers[index];
  if (server === undefined) throw new Error('no server');
  const name = `web-0${index + 1}`;
  const { what, check, verify } = previewed('deploy', name);
  const shown = [check, what, verify, ...(name === 'web-02' ? [previewed('plain', name).what] : [])];
  // The target's shell reads the text and one line end after it.
  expect(
    receivedBy(server)
      .map(({ script }) => script)
      .toSorted(),
  ).toEqual(shown.map((text) => `${text}\n`).toSorted());
});

test.each([0, 1, 2])('target %d received the very environment that was shown, in every script of the step', (index) => {
  const server = servers[index];
  if (server === undefined) throw new Error('no server');
  const shown = previewed('deploy', `web-0${index + 1}`);
  const texts = [shown.what, shown.check, shown.verify].map((text) => `${text}\n`);
  const received = receivedBy(server).filter(({ script }) => texts.includes(script));
  expect(received).toHaveLength(3);
  for (const { env } of received) {
    const own = Object.entries(env).filter(([name]) => !ofTheLogin.test(name));
    expect(Object.fromEntries(own.map(([name, value]) => [name, masked(value)]))).toEqual({
      ...shown.env,
      HP_RUN_ID: runId,
    });
    expect(env.LOGIN).toContain(SECRET);
  }
  expect(shown.env).toMatchObject({ HP_INPUT_NOTE: NOTE, HP_INPUT_VERSION: VERSION, HP_INPUT_TOKEN: MASK });
});

test.each(['post', 'form', 'text'])('the API received the very request that was shown: %s', (stepId) => {
  const shown = previewed(stepId, 'api');
  const paths = { post: '/base/deploy/', form: '/base/form/', text: '/base/text' };
  const sent = api.requests.filter((request) => request.split(' ')[1]?.startsWith(paths[stepId as 'post']));
  expect(sent).toHaveLength(1);
  const [head = '', ...rest] = sent[0]?.split('\r\n\r\n') ?? [];
  const [line = '', ...headers] = head.split('\r\n');
  const [method, target, protocol] = line.split(' ');
  expect(protocol).toBe('HTTP/1.1');
  const own = headers.filter((header) => !/^(?:host|connection|content-length|user-agent):/i.test(header));
  const seen = [`${method} http://127.0.0.1:${api.port}${target}`, ...own, '', rest.join('\r\n\r\n')].join('\n');
  expect(maskedRequest(seen)).toBe(shown.what);
  expect(seen).not.toBe(shown.what);
});

/** In JSON the secret stands escaped. */
function maskedRequest(text: string): string {
  return masked(text.replaceAll(JSON.stringify(SECRET).slice(1, -1), MASK));
}

test('no preview holds the secret, in any form', () => {
  const all = JSON.stringify(preview);
  for (const form of [SECRET, encodeURIComponent(SECRET), JSON.stringify(SECRET).slice(1, -1), 's3cr3t'])
    expect(all).not.toContain(form);
});

test('the command line previews the same, and prints every line of it', async () => {
  const file = path.join(folder, 'runbook.yaml');
  const given = ['--input', `version=${VERSION}`, '--input', `note=${NOTE}`];
  const json = await typed(['preview', file, '--json', ...given]);
  expect(json.code, json.stderr).toBe(0);
  expect(JSON.parse(json.stdout)).toEqual(preview);
  const words = await typed(['preview', file, ...given]);
  const printed = words.stdout.split('\n').map((line) => line.trim());
  for (const { targets } of preview.steps) {
    for (const { what, check, verify, env } of targets) {
      const lines = [what, check, verify, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
      for (const line of lines.flatMap((text) => (text ?? '').split('\n')).map((text) => text.trim()))
        expect(printed).toContain(line);
    }
  }
});
