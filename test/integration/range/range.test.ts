import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { practiceRelease } from '../../../main/adapters/range/practice-release.ts';
import { practiceAnswers, type Range, startRange } from '../../../main/adapters/range/range.ts';
import { keyPair } from '../../../main/adapters/range/range-folder.ts';
import { createSsh2Shell } from '../../../main/adapters/ssh/ssh2-shell.ts';
import { perform, silentLog } from '../../support/sshd-shell.ts';

const root = path.resolve(import.meta.dirname, '../../..');
let dir: string;
let range: Range;

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'holdpoint-range-test-'));
  range = await startRange({ dir, hosts: 2 });
});

afterAll(async () => {
  await range.close();
  rmSync(dir, { recursive: true, force: true });
});

function sshArguments(name: string, command: string): string[] {
  const described = range.describe();
  const host = described.ssh.find((one) => one.name === name);
  const options = [
    'BatchMode=yes',
    'ConnectTimeout=3',
    `UserKnownHostsFile=${described.knownHosts}`,
    'StrictHostKeyChecking=yes',
    'IdentitiesOnly=yes',
  ];
  const where = ['-i', described.identity, '-p', String(host?.port), 'practice@127.0.0.1'];
  return [...options.flatMap((option) => ['-o', option]), ...where, command];
}

/** The system's own ssh client against a practice host. */
function ssh(name: string, command: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile('ssh', sshArguments(name, command), (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

const health = async () => (await fetch(`${range.describe().http.url}/health`)).json();

describe('the practice range', () => {
  it('loses no last word on stderr while a slow reader has not taken ten megabytes of stdout', async () => {
    const { identity, knownHosts, ssh: hosts } = range.describe();
    const port = hosts[0]?.port ?? 0;
    const how = { knownHosts: '/nonexistent', extraKnownHosts: [knownHosts], home: '/nonexistent', agentSocket: null };
    const shell = createSsh2Shell({ ...how, log: silentLog });
    const where = { host: '127.0.0.1', port, user: 'practice', identity, jump: null, stateDir: null };
    const target = { kind: 'ssh', name: 'web-01', ...where, env: {}, labels: {} } as const;
    for (let round = 0; round < 5; round += 1) {
      const run = perform(shell, target, {
        script: 'yes out | head -c 10000000; echo done >&2',
        credit: 512 * 1024,
        takesMs: 3,
      });
      const { stdout, stderr } = await run.finished;
      expect({ bytes: stdout.length, stderr }).toEqual({ bytes: 10_000_000, stderr: 'done\n' });
    }
    await shell.close();
  });

  it('runs real commands for the system ssh client, with exit code and both streams', async () => {
    expect(await ssh('web-01', 'echo out; echo err >&2; exit 3')).toEqual({
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  it('refuses every key but its own', async () => {
    const described = range.describe();
    const args = [
      '-o',
      'BatchMode=yes',
      '-o',
      'IdentitiesOnly=yes',
      '-i',
      path.join(dir, 'host_key_web-01'),
      '-o',
      `UserKnownHostsFile=${described.knownHosts}`,
    ];
    const code = await new Promise((resolve) => {
      execFile('ssh', [...args, '-p', String(described.ssh[0]?.port), 'practice@127.0.0.1', 'true'], (error) =>
        resolve(error?.code ?? 0),
      );
    });
    expect(code).toBe(255);
  });

  it('answers for the health of what was really installed', async () => {
    await Promise.all(['web-01', 'web-02'].map((name) => ssh(name, 'shop install 4.2.0')));
    expect(await health()).toEqual({ status: 'ok', version: '4.2.0', serving: 2, of: 2 });
    await ssh('web-02', 'pool drain web-02');
    expect(await health()).toMatchObject({ status: 'degraded', serving: 1 });
    await ssh('web-02', 'pool enable web-02');
  });

  it('fails the next command of a host once, on demand', async () => {
    expect(range.fault('web-02', 'exit 42')).toBeNull();
    expect((await ssh('web-02', 'shop version')).code).toBe(42);
    expect((await ssh('web-02', 'shop version')).code).toBe(0);
  });

  it('refuses connections until healed', async () => {
    range.fault('web-01', 'refuse');
    expect((await ssh('web-01', 'true')).code).toBe(255);
    range.fault('web-01', 'heal');
    expect((await ssh('web-01', 'true')).code).toBe(0);
  });

  it('names the hosts and faults there are when asked for others', () => {
    expect(range.fault('web-09', 'heal')).toContain('web-01');
    expect(range.fault('web-01', 'explode')).toContain('refuse');
  });

  it('takes faults over HTTP only with its own header', async () => {
    const post = (headers: Record<string, string>) =>
      fetch(`${range.describe().http.url}/range/faults`, {
        method: 'POST',
        headers,
        body: '{"host":"shop-api","fault":"error"}',
      });
    expect((await post({})).status).toBe(400);
    expect((await fetch(`${range.describe().http.url}/health`)).status).toBe(200);
    expect((await post({ 'x-holdpoint-range': '1' })).status).toBe(200);
    expect((await fetch(`${range.describe().http.url}/health`)).status).toBe(503);
    range.fault('shop-api', 'heal');
  });
});

describe('examples/practice-release', () => {
  it('is the practice release with the default ports', () => {
    const names = ['web-01', 'web-02', 'web-03', 'db-01'];
    const text = practiceRelease({
      hosts: names.map((name, index) => ({ name, port: 22101 + index, tier: name.startsWith('web') ? 'web' : 'db' })),
      serviceUrl: 'http://127.0.0.1:22181',
      identity: '~/.holdpoint/range/id_ed25519',
      person: 'Robin Meyer',
    });
    expect(readFileSync(path.join(root, 'examples/practice-release/runbook.yaml'), 'utf8')).toBe(text);
    expect(readFileSync(path.join(root, 'examples/practice-release/answers.yaml'), 'utf8')).toBe(practiceAnswers);
  });
});

it('keeps its keys, and makes another where the one it finds, or has just made, cannot be read', () => {
  const file = path.join(dir, 'another_key');
  const first = keyPair(file);
  expect(keyPair(file)).toEqual(first);
  writeFileSync(file, first.private.replace(/[A-Za-z]{3}/, '!!!').slice(0, 200));
  expect(ssh2.utils.parseKey(readFileSync(file))).toBeInstanceOf(Error);
  expect(ssh2.utils.parseKey(keyPair(file).private)).not.toBeInstanceOf(Error);
  // Of 600 keys three would be such.
  const made = Array.from({ length: 600 }, (_, number) => keyPair(path.join(dir, `key-${number}`)));
  expect(made.filter((pair) => ssh2.utils.parseKey(pair.private) instanceof Error)).toEqual([]);
});
