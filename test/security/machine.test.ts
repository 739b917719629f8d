import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readCoreFile } from '../../main/transport/core-file.ts';
import { readPrivateJson, writePrivateJson } from '../../main/transport/private-file.ts';
import { socketPath } from '../../main/transport/socket-path.ts';

const cli = path.resolve(import.meta.dirname, '../../main/hosts/cli.ts');
const isRoot = userInfo().uid === 0;
const NOBODY = 65_534;

let around: string;
let workspace: string;
let host: ChildProcess | null = null;

beforeEach(() => {
  around = mkdtempSync(path.join(tmpdir(), 'holdpoint-machine-'));
  // Others may look in here, so that only what we protect ourselves is protected.
  chmodSync(around, 0o755);
  mkdirSync(path.join(around, 'run'), { mode: 0o755 });
  workspace = path.join(around, 'workspace');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  const child = host;
  host = null;
  if (child !== null && child.exitCode === null) {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('close', resolve));
  }
  rmSync(around, { recursive: true, force: true });
});

/** The browser host under the loosest umask there is; resolves with its link. */
async function serve(): Promise<string> {
  const env = { ...process.env, XDG_RUNTIME_DIR: path.join(around, 'run'), HOME: around };
  const words = [process.execPath, cli, 'serve', '--no-open', '--json', '--workspace', workspace];
  const child = spawn('/bin/sh', ['-c', 'umask 0; exec "$@"', 'sh', ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  });
  host = child;
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('close', (code) => reject(new Error(`the host ended with ${code}`)));
  });
  return JSON.parse(line).url;
}

describe('other users of the machine', () => {
  it('find nothing open to them: 0700 on every folder, 0600 on every file, whatever the umask', async () => {
    await serve();
    const entries = [
      workspace,
      ...readdirSync(workspace, { recursive: true }).map((name) => path.join(workspace, String(name))),
      path.dirname(readCoreFile(workspace)?.path ?? '/'),
    ];
    expect(entries.length).toBeGreaterThan(5);
    const open = entries.filter((entry) => (statSync(entry).mode & 0o077) !== 0);
    expect(
      open.map((entry) => `${path.relative(around, entry)} ${(statSync(entry).mode & 0o777).toString(8)}`),
    ).toEqual([]);
  });

  it('see the launch link nowhere: not in argv, not in our environment, not in a file, not in the diary', async () => {
    const token = new URL(await serve()).hash.slice(1);
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const argv = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          return [readFileSync(`/proc/${pid}/cmdline`, 'latin1')];
        } catch {
          return [];
        }
      });
    expect(argv.filter((words) => words.includes(token))).toEqual([]);
    expect(readFileSync(`/proc/${host?.pid}/environ`, 'latin1')).not.toContain(token);
    const files = readdirSync(around, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const entry of files)
      expect(readFileSync(path.join(entry.parentPath, entry.name), 'latin1'), entry.name).not.toContain(token);
  });

  it.runIf(isRoot)('cannot reach the socket nor read core.json as another account', async () => {
    await serve();
    const core = readCoreFile(workspace);
    const program = `
      const net = require('node:net'), fs = require('node:fs');
      for (const file of ${JSON.stringify([path.join(workspace, 'core.json'), path.join(workspace, 'loopback.json')])})
        try { fs.readFileSync(file); console.log('read'); } catch (error) { console.log(error.code); }
      net.connect(${JSON.stringify(core?.path)}).on('connect', () => { console.log('connected'); process.exit(); })
        .on('error', (error) => console.log(error.code));`;
    const asNobody = spawnSync('/usr/bin/env', ['-i', process.execPath, '-e', program], {
      uid: NOBODY,
      gid: NOBODY,
      encoding: 'utf8',
    });
    const asUs = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
    expect(asUs.stdout).toBe('read\nread\nconnected\n');
    expect(asNobody.stdout).toBe('EACCES\nEACCES\nEACCES\n');
  });

  it.runIf(isRoot)('cannot lend us a folder of theirs for the socket', () => {
    const runtime = path.join(around, 'run');
    vi.stubEnv('XDG_RUNTIME_DIR', runtime);
    const planted = path.join(runtime, 'holdpoint');
    mkdirSync(planted, { mode: 0o700 });
    chownSync(planted, NOBODY, NOBODY);
    expect(socketPath('/w')).not.toContain(runtime);
    chownSync(planted, 0, 0);
    expect(socketPath('/w')).toContain(runtime);
  });

  it('cannot plant a link where core.json is written: the link is replaced, what it points to is left alone', () => {
    const victim = path.join(around, 'victim');
    const file = path.join(around, 'core.json');
    writeFileSync(victim, 'left alone');
    symlinkSync(victim, file);
    symlinkSync(victim, `${file}.${process.pid}.tmp`);
    writePrivateJson(file, { a: 1 });
    expect(readFileSync(victim, 'utf8')).toBe('left alone');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.${process.pid}.tmp`)).toBe(false);
  });

  it('gain nothing by a core.json of theirs: garbage, a path elsewhere and a short key are no core', async () => {
    const { coreFileSchema } = await import('../../main/transport/core-file.ts');
    const file = path.join(around, 'core.json');
    for (const text of ['', '{}', '[]', '{"path":"/x","pid":1,"protocol":1,"key":"short","startedAt":1}', '\0\0']) {
      writeFileSync(file, text);
      expect(readPrivateJson(file, coreFileSchema)).toBeNull();
    }
  });
});

describe('comparing secrets', () => {
  it('is done by one function, in constant time, wherever the transports judge a token, proof, key or secret', () => {
    const folder = path.resolve(import.meta.dirname, '../../main/transport');
    const sources = ['key-proof.ts', 'loopback-sessions.ts'].map((name) =>
      readFileSync(path.join(folder, name), 'utf8'),
    );
    for (const source of sources) {
      expect(source).toContain('isSame(');
      expect(source).not.toMatch(/(proof|token|secret|given)\s*(===|!==)\s*(?!null|'')/);
    }
  });
});
