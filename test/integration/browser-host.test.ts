import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { attach } from '../../main/hosts/connect-or-own.ts';

const host = path.resolve(import.meta.dirname, '../../main/hosts/node.ts');
let workspaceDir: string;
let staticDir: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  workspaceDir = mkdtempSync(path.join(tmpdir(), 'holdpoint-host-'));
  staticDir = path.join(workspaceDir, 'page');
  mkdirSync(staticDir);
  writeFileSync(path.join(staticDir, 'index.html'), '<!doctype html><title>Holdpoint</title>');
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(workspaceDir, { recursive: true, force: true });
});

/** The browser host as a process of its own; `line` is what it says first. */
function start(more: object = {}) {
  const options = JSON.stringify({ workspaceDir, staticDir, open: false, json: true, ...more });
  const program = `
    import { runBrowserHost } from ${JSON.stringify(host)};
    process.exitCode = await runBrowserHost({ ...${options}, say: console.log, complain: console.error });`;
  // Its local socket goes with the workspace, also where it is killed.
  const env = { ...process.env, XDG_RUNTIME_DIR: workspaceDir };
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  children.push(child);
  let complained = '';
  child.stderr.on('data', (data) => {
    complained += String(data);
  });
  const line = new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, line, ended, complaint: () => complained };
}

async function enter(url: string) {
  const { origin, hash } = new URL(url);
  const answer = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token: hash.slice(1) }),
  });
  return answer.status;
}

it('says where it is in one line, lets a browser in, and ends in order when asked to', async () => {
  const { child, line, ended } = start();
  const { url } = JSON.parse(await line);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#[A-Za-z0-9_-]{43}$/);
  expect(await enter(url)).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(existsSync(path.join(workspaceDir, 'core.json'))).toBe(false);
});

it('started a second time prints a fresh link of the first and leaves it running', async () => {
  const first = start();
  const { url } = JSON.parse(await first.line);
  const second = start();
  const again = JSON.parse(await second.line);
  expect(await second.ended).toBe(0);
  expect(again.already).toBe(true);
  expect(again.url).not.toBe(url);
  expect(await enter(again.url)).toBe(200);
  const attached = await attach(workspaceDir);
  expect(attached.ok && (await attached.value.client.call('workspace.get', {}))).toMatchObject({ ok: true });
  if (attached.ok) await attached.value.close();
});

it('keeps its port over a restart', async () => {
  const first = start();
  const { url } = JSON.parse(await first.line);
  first.child.kill('SIGKILL');
  await first.ended;
  const again = JSON.parse(await start().line);
  expect(new URL(again.url).port).toBe(new URL(url).port);
});

it('says so when the port it must have is taken, and gives the workspace back', async () => {
  const squatter = createServer();
  const port = await new Promise<number>((resolve) =>
    squatter.listen(0, '127.0.0.1', () => {
      const address = squatter.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    }),
  );
  const refused = start({ port });
  expect(await refused.ended).toBe(5);
  expect(refused.complaint()).toContain('EADDRINUSE');
  squatter.close();
  expect(JSON.parse(await start({ port }).line).url).toContain(`:${port}/`);
});

it('refuses a workspace it cannot use and leaves it as it was', async () => {
  writeFileSync(path.join(workspaceDir, 'holdpoint.sqlite3'), 'this is no database, it is a letter to my mother');
  const refused = start();
  expect(await refused.ended).toBe(6);
  expect(refused.complaint().length).toBeGreaterThan(20);
});
