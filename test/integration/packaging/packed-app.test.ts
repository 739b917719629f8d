import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { init, parse as parseModule } from 'es-module-lexer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { copyExample, type PackedApp, packApp, readPackageJson } from './packed-app.ts';
import { root } from './project-copy.ts';

const configuration = parse(readFileSync(path.join(root, 'electron-builder.yml'), 'utf8'));
const fusePlaces = Object.entries(FuseV1Options).filter(
  (entry): entry is [string, FuseV1Options] => typeof entry[1] === 'number',
);
let app: PackedApp;
let folder: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-packed-'));
  app = await packApp();
}, 180_000);
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  app?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Nothing of this repository or its Node set-up can be seen from there. */
function place() {
  const env = { PATH: '/usr/bin:/bin', HOME: folder, XDG_RUNTIME_DIR: folder, NO_COLOR: '1' };
  return { cwd: folder, env };
}

const program = () => path.join(app.content, 'dist', 'main', 'cli.js');

function holdpoint(...words: string[]) {
  return new Promise<{ code: number; text: string }>((resolve) => {
    execFile(process.execPath, [program(), ...words], place(), (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, text: stdout + stderr }),
    );
  });
}

/** Starts a verb that stays, and reads its one line of JSON. */
async function staying(...words: string[]): Promise<{ child: ChildProcess; said: { [key: string]: unknown } }> {
  const child = spawn(process.execPath, [program(), ...words], { ...place(), stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    let complained = '';
    child.stderr.on('data', (data) => {
      complained += String(data);
    });
    child.once('close', (code) => reject(new Error(`ended with ${code}: ${complained}`)));
  });
  return { child, said: JSON.parse(line) };
}

function stop(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('close', resolve);
    child.kill('SIGTERM');
  });
}

describe('what is in the package', () => {
  it('is the bundle, the page, the preload, and the few packages that stay packages', () => {
    const wanted = [
      /^package\.json$/,
      /^dist\/main\/(cli|electron-main|electron-core|(document|sheet|shell|output-find|output-search)-thread)\.js$/,
      /^dist\/main\/parts\/[\w.-]+\.js$/,
      /^dist\/preload\/preload\.cjs$/,
      /^dist\/renderer\/index\.html$/,
      /^dist\/renderer\/assets\/[\w.-]+\.(js|css|svg|png|woff2)$/,
      /^node_modules\/(better-sqlite3|ssh2|asn1|bcrypt-pbkdf|tweetnacl|safer-buffer)\/(package\.json|LICENSE)$/,
      /^node_modules\/(better-sqlite3|ssh2|asn1)\/lib\/[\w./-]+\.js$/,
      /^node_modules\/(bcrypt-pbkdf\/index|tweetnacl\/nacl-fast|safer-buffer\/safer)\.js$/,
      /^node_modules\/@napi-rs\/keyring\/(package\.json|LICENSE|index\.js)$/,
      new RegExp(`^node_modules/@napi-rs/keyring-linux-${process.arch}-gnu/(package\\.json|keyring\\..+\\.node)$`),
      new RegExp(`^node_modules/better-sqlite3/prebuilds/linux-${process.arch}\\.node$`),
    ];
    expect(app.files.filter((name) => !wanted.some((pattern) => pattern.test(name)))).toEqual([]);
    expect(wanted.filter((pattern) => !app.files.some((name) => pattern.test(name)))).toEqual([]);
  });

  it('leaves only the native addons outside the archive, and stays small', () => {
    const unpacked = readdirSync(`${app.asar}.unpacked`, { recursive: true, withFileTypes: true });
    const names = unpacked.filter((entry) => entry.isFile()).map((entry) => entry.name);
    expect(names.sort()).toEqual([`keyring.linux-${process.arch}-gnu.node`, `linux-${process.arch}.node`]);
    expect(statSync(app.asar).size).toBeLessThan(10 * 2 ** 20);
    expect(app.files.length).toBeLessThan(160);
  });

  it('tells of no scripts and no development packages', () => {
    const told = readPackageJson(app.content);
    expect(told).toMatchObject({ name: 'holdpoint', type: 'module', main: 'dist/main/electron-main.js' });
    expect(Object.keys(told)).not.toContain('scripts');
    expect(Object.keys(told)).not.toContain('devDependencies');
  });

  it('carries its bill of materials and its licences beside the archive', () => {
    const bill: unknown = JSON.parse(readFileSync(path.join(app.resources, 'sbom.cdx.json'), 'utf8'));
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'holdpoint' } } });
    expect(readFileSync(path.join(app.resources, 'licences.txt'), 'utf8')).toContain('better-sqlite3');
  });

  it('asks nobody for updates', () => {
    expect(configuration.publish).toBeNull();
    const written = readdirSync(app.packages, { recursive: true }).map(String);
    expect(written.filter((name) => /app-update\.yml|latest.*\.yml|\.blockmap$/.test(name))).toEqual([]);
    expect(app.files.filter((name) => /updater/.test(name))).toEqual([]);
  });

  it('imports nothing that is not in it, from any of its programs', async () => {
    await init;
    const programs = app.files.filter((name) => name.startsWith('dist/main/'));
    const wanted = programs.flatMap((name) => {
      const text = readFileSync(path.join(app.content, name), 'utf8');
      const imported = parseModule(text)[0].flatMap(({ n }) => (n === undefined ? [] : [n]));
      const required = [...text.matchAll(/\b__require\(["']([^"']+)["']\)/g)].map((match) => match[1] ?? '');
      return [...imported, ...required].map((specifier) => ({ name, specifier }));
    });
    const missing = wanted.filter(({ name, specifier }) => {
      if (isBuiltin(specifier) || specifier === 'electron') return false;
      if (specifier.startsWith('.')) return !existsSync(path.join(app.content, path.dirname(name), specifier));
      return !app.files.includes(`node_modules/${specifier}/package.json`);
    });
    expect(wanted.length).toBeGreaterThan(20);
    expect(missing).toEqual([]);
  });

  it('has its fuses set as electron-builder.yml says', async () => {
    const strict = {
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    };
    expect(configuration.electronFuses).toMatchObject(strict);
    const wire = await getCurrentFuseWire(app.binary);
    const state = (name: string) => {
      const place = fusePlaces.find(([fuse]) => fuse.toLowerCase() === name.toLowerCase())?.[1];
      return place === undefined ? undefined : wire[place];
    };
    const set = Object.keys(strict).map((name) => [name, state(name) === '1'.charCodeAt(0)]);
    expect(Object.fromEntries(set)).toEqual(strict);
  });
});

describe('the packed program, alone in an empty folder', () => {
  it('cannot reach a package of the repository', async () => {
    const look =
      "process.stdout.write(String(['vitest','react','zod'].filter(n=>{try{require.resolve(n);return true}catch{}})))";
    const found = await new Promise<string>((resolve) => {
      execFile(process.execPath, ['-e', look], { ...place(), cwd: app.content }, (_error, stdout) => resolve(stdout));
    });
    expect(found).toBe('');
  });

  it('lints, rehearses and proves a runbook', async () => {
    const runbook = copyExample('practice-release/runbook.yaml', folder);
    const answers = copyExample('practice-release/answers.yaml', folder);
    const workspace = path.join(folder, 'rehearsed');
    expect(await holdpoint('lint', runbook)).toMatchObject({ code: 0 });
    const options = ['--mode', 'rehearsal', '--speed', '600', '--go', '--answers', answers, '--workspace', workspace];
    expect(await holdpoint('run', runbook, ...options)).toMatchObject({ code: 0 });
    expect(await holdpoint('verify', workspace)).toMatchObject({ code: 0 });
  });

  it('runs the practice release live over SSH and HTTP', async () => {
    const { child, said } = await staying('range', '--json');
    const workspace = path.join(folder, 'live');
    const hosts = ['--known-hosts', String(said.knownHosts), '--go', '--answers', String(said.answers)];
    const ended = await holdpoint('run', String(said.runbook), '--workspace', workspace, ...hosts);
    await stop(child);
    expect(ended).toMatchObject({ code: 0 });
    expect(await holdpoint('verify', workspace)).toMatchObject({ code: 0 });
    const log = path.join(workspace, 'core.log');
    expect(existsSync(log) ? readFileSync(log, 'utf8') : '').not.toContain("they live in the core's own");
  });

  it('serves its own page', async () => {
    const { child, said } = await staying('serve', '--no-open', '--json', '--workspace', path.join(folder, 'served'));
    const { origin } = new URL(String(said.url));
    const page = await (await fetch(`${origin}/`)).text();
    const script = /src="([^"]+\.js)"/.exec(page)?.[1] ?? 'none';
    const answer = await fetch(new URL(script, `${origin}/`));
    await answer.arrayBuffer();
    expect([page.includes('<title>Holdpoint'), answer.status]).toEqual([true, 200]);
    expect(await stop(child)).toBe(0);
  });
});

describe('the threads of the packed program', () => {
  /** Asks one of them from outside, as the core does. */
  function asked(name: string, deed: string, ...words: readonly string[]) {
    const file = path.join(app.content, 'dist', 'main', `${name}.js`);
    const program = `
      const { Worker } = require('node:worker_threads');
      const worker = new Worker(${JSON.stringify(file)}, { env: {} });
      worker.on('message', (said) => {
        if (said.ready) return worker.postMessage({ id: 1, name: ${JSON.stringify(deed)}, asked: ${JSON.stringify(words)} });
        process.stdout.write(JSON.stringify(said));
        process.exit(0);
      });`;
    return new Promise<string>((resolve) => {
      const around = { ...place(), timeout: 30_000 };
      execFile(process.execPath, ['-e', program], around, (_error, stdout, stderr) => resolve(stdout || stderr));
    });
  }

  it('lie in the archive, start, and answer', async () => {
    const runbook = readFileSync(copyExample('practice-release/runbook.yaml', folder), 'utf8');
    expect(JSON.parse(await asked('document-thread', 'look', runbook))).toMatchObject({
      ok: true,
      value: { kind: 'Runbook' },
    });
    // Text instead of bytes is no sheet: the answer is the reader's own.
    expect(JSON.parse(await asked('sheet-thread', 'read', 'plan.csv', ''))).toMatchObject({
      ok: true,
      value: { ok: false, problem: { message: 'The file is empty.' } },
    });
  });

  it('hold connections: the one for that comes up, and answers over its crossing', async () => {
    const program = `
      const { Worker } = require('node:worker_threads');
      const setup = { knownHosts: '/nonexistent/known_hosts', home: '/nonexistent', agentSocket: null };
      const worker = new Worker(${JSON.stringify(path.join(app.content, 'dist', 'main', 'shell-thread.js'))}, { workerData: setup });
      const call = (name, ...asked) => worker.postMessage({ frames: [{ kind: 'call', id: 1, name, asked }], bytes: null });
      worker.on('message', ({ frames }) => {
        for (const frame of frames) {
          if (frame.name === 'ready') call('trustHostKeys', []);
          if (frame.kind === 'answer' || frame.kind === 'threw') {
            process.stdout.write(JSON.stringify(frame));
            process.exit(0);
          }
        }
      });`;
    const said = await new Promise<string>((resolve) => {
      const around = { ...place(), timeout: 30_000 };
      execFile(process.execPath, ['-e', program], around, (_error, stdout, stderr) => resolve(stdout || stderr));
    });
    expect(JSON.parse(said)).toEqual({ kind: 'answer', id: 1, value: [] });
  });

  it('are found by the core that needs them, which does the work itself where they are missing', async () => {
    const runbook = copyExample('practice-release/runbook.yaml', folder);
    const long = path.join(folder, 'long.yaml');
    writeFileSync(long, `${readFileSync(runbook, 'utf8')}${'# a long remark\n'.repeat(1000)}`);
    const answers = copyExample('practice-release/answers.yaml', folder);
    const rehearse = async (workspace: string) => {
      const options = ['--mode', 'rehearsal', '--speed', '600', '--go', '--answers', answers, '--workspace', workspace];
      const { code } = await holdpoint('run', long, ...options);
      // Of a night without trouble there is no such file.
      const log = path.join(workspace, 'core.log');
      return { code, told: existsSync(log) && /not-started/.test(readFileSync(log, 'utf8')) };
    };
    expect(await rehearse(path.join(folder, 'with-threads'))).toEqual({ code: 0, told: false });
    const thread = path.join(app.content, 'dist', 'main', 'document-thread.js');
    renameSync(thread, `${thread}.away`);
    const without = await rehearse(path.join(folder, 'without-threads'));
    renameSync(`${thread}.away`, thread);
    expect(without).toEqual({ code: 0, told: true });
  });
});

describe('the other systems', () => {
  it.each(['linux', 'win', 'mac'])('%s gets its own prebuild and nobody else’s', (system) => {
    const patterns: string[] = configuration[system].files.flatMap((entry: { filter: string[] }) => entry.filter);
    const named = patterns.filter((pattern) => pattern.includes('prebuilds/'));
    const files = ['x64', 'arm64'].flatMap((arch) => named.map((pattern) => pattern.replace(`\${arch}`, arch)));
    expect(files).toHaveLength(2);
    for (const file of files) expect(existsSync(path.join(root, 'node_modules', file))).toBe(true);
  });

  it('are given the packages that the design names', () => {
    const { linux, win, mac } = configuration;
    expect([linux.target, win.target, mac.target]).toEqual([['AppImage', 'deb'], ['nsis'], ['dmg']]);
  });
});
