import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { kitSource } from './hostile-kit.ts';
import { type Evil, hostileScripts } from './hostile-scripts.ts';

const built = path.resolve(import.meta.dirname, '../../dist/renderer');
const hostModule = path.resolve(import.meta.dirname, '../../main/hosts/node.ts');

let around: string;
let workspaceDir: string;
let host: ChildProcess;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let evilServer: Server;
let stunServer: Socket;
let results: Record<string, string>;
let violations: string[];
const STUN = 'a STUN request';
/** Whatever arrived at the attacker, by whatever way. */
const arrived: string[] = [];
const opened: string[] = [];
let before: string[];

beforeAll(async () => {
  around = mkdtempSync(path.join(tmpdir(), 'holdpoint-hostile-page-'));
  workspaceDir = path.join(around, 'deep', 'er', 'workspace');
  for (const name of ['home', 'tmp', 'run']) mkdirSync(path.join(around, name), { mode: 0o700 });
  [evilServer, stunServer] = await Promise.all([openEvil(), openStun()]);
  const staticDir = plant(path.join(around, 'page'), {
    http: `http://evil.example:${portOf(evilServer)}`,
    stun: `stun:127.0.0.1:${stunServer.address().port}`,
  });
  const url = await serve(staticDir);
  before = outside();
  browser = await launchChromium(['--host-resolver-rules=MAP evil.example 127.0.0.1'], ['--disable-popup-blocking']);
  context = await browser.newContext();
  context.on('page', (one) => opened.push(one.url()));
  page = await context.newPage();
  opened.length = 0;
  await page.goto(url);
  await page.waitForFunction(() => Reflect.get(window, 'attackDone') === true, undefined, { timeout: 90_000 });
  ({ results, violations } = await page.evaluate(() => ({
    results: Reflect.get(window, 'attackResults'),
    violations: Reflect.get(window, 'attackViolations'),
  })));
}, 120_000);

afterAll(async () => {
  await browser?.close();
  host.kill('SIGTERM');
  await new Promise((resolve) => (host.exitCode === null ? host.once('close', resolve) : resolve(null)));
  evilServer.closeAllConnections();
  evilServer.close();
  stunServer.close();
  rmSync(around, { recursive: true, force: true });
});

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function openEvil(): Promise<Server> {
  const server = createServer((request, response) => {
    arrived.push(`${request.method} ${request.url}`);
    response.setHeader('access-control-allow-origin', '*').end('window.owned = true');
  });
  server.on('upgrade', (request, socket) => {
    arrived.push(`upgrade ${request.url}`);
    socket.destroy();
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function openStun(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', () => arrived.push(STUN));
  return new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(socket)));
}

/** The built page with one script before its own, as if a dependency had gone bad. */
function plant(to: string, evil: Omit<Evil, 'launchToken'>): string {
  if (!existsSync(path.join(built, 'index.html'))) throw new Error('The page is not built: npm run build');
  cpSync(built, to, { recursive: true });
  const index = path.join(to, 'index.html');
  writeFileSync(index, readFileSync(index, 'utf8').replace('</title>', '</title><script src="/attack.js"></script>'));
  writeFileSync(path.join(to, 'attack.js'), attackSource(evil));
  writeFileSync(path.join(to, 'worker.js'), 'postMessage(1)');
  return to;
}

function attackSource(evil: Omit<Evil, 'launchToken'>): string {
  const rows = Object.entries(hostileScripts).flatMap(([group, scripts]) =>
    Object.entries(scripts).map(([name, script]) => `[${JSON.stringify(`${group}: ${name}`)}, ${String(script)}]`),
  );
  return kitSource(evil, rows);
}

async function serve(staticDir: string): Promise<string> {
  const options = JSON.stringify({ workspaceDir, staticDir, open: false, json: true });
  const program = `import { runBrowserHost } from ${JSON.stringify(hostModule)};
    process.exitCode = await runBrowserHost({ ...${options}, say: console.log, complain: console.error });`;
  const env = {
    ...process.env,
    HOME: path.join(around, 'home'),
    TMPDIR: path.join(around, 'tmp'),
    XDG_RUNTIME_DIR: path.join(around, 'run'),
  };
  host = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'], env });
  const { stdout } = host;
  if (stdout === null) throw new Error('no stdout');
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: stdout }).once('line', resolve);
    host.once('close', (code) => reject(new Error(`the host ended with ${code}`)));
  });
  return JSON.parse(line).url;
}

/** Every file outside of the workspace: a page writes none of them. */
function outside(): string[] {
  return readdirSync(around, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.startsWith(workspaceDir))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

const scriptsOf = (group: keyof typeof hostileScripts) =>
  Object.keys(hostileScripts[group]).map((name) => `${group}: ${name}`);

describe('a hostile script in the page itself', () => {
  it('was there, ran all its attacks, and could ask the core what any page may ask', () => {
    const all = Object.keys(hostileScripts).flatMap((group) => scriptsOf(group as keyof typeof hostileScripts));
    expect(all.length).toBeGreaterThanOrEqual(40);
    expect(all.filter((name) => results[name] === undefined)).toEqual([]);
    expect(results['control: a question']).toBe('answered');
  });

  it.each(Object.keys(hostileScripts) as (keyof typeof hostileScripts)[])('gets nowhere by %s', (group) => {
    const got = scriptsOf(group)
      .filter((name) => results[name] !== 'nothing')
      .map((name) => `${name}: ${results[name]}`);
    expect(got).toEqual([]);
  });

  it('sent nothing out: no request and no upgrade arrived at the attacker', () => {
    // The one way out that no policy of a page closes in a browser: docs/SECURITY.md names it among the limits.
    expect(arrived.filter((what) => what !== STUN)).toEqual([]);
  });

  it('opened nothing, and the window is still where it was', () => {
    expect(opened).toEqual([]);
    expect(new URL(page.url()).hostname).toBe('127.0.0.1');
  });

  it('was held by the content security policy, which said so', () => {
    const directives = new Set(violations.map((violation) => violation.split(' ')[0]));
    for (const directive of [
      'script-src-elem',
      'connect-src',
      'img-src',
      'style-src-elem',
      'frame-src',
      'form-action',
      'base-uri',
      'require-trusted-types-for',
      'trusted-types',
    ])
      expect([...directives]).toContain(directive);
  });

  it('wrote nothing outside of the workspace, and started nothing', () => {
    expect(outside()).toEqual(before);
    const recorder = readFileSync(path.join(workspaceDir, 'flight-recorder.ndjson'), 'utf8');
    const types = recorder
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line).type);
    expect(new Set(types)).toEqual(new Set(['core.started', 'attachment.stored']));
  });

  it('left the core as able as before', () => {
    const diary = path.join(workspaceDir, 'core.log');
    const text = existsSync(diary) ? readFileSync(diary, 'utf8') : '';
    expect(text).not.toContain('"message":"Failed"');
    expect(host.exitCode).toBeNull();
  });
});
