import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeStaleSocket, socketPath } from '../../main/transport/socket-path.ts';

let runtime: string;
beforeEach(() => {
  runtime = mkdtempSync(path.join(tmpdir(), 'holdpoint-run-'));
  vi.stubEnv('XDG_RUNTIME_DIR', runtime);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(runtime, { recursive: true });
});

it('lies in the runtime folder, in a folder made for this user alone', () => {
  const where = socketPath('/a/workspace');
  expect(where.startsWith(`${runtime}/holdpoint/`)).toBe(true);
  expect(statSync(path.dirname(where)).mode & 0o777).toBe(0o700);
});

it('differs each time, so that nobody can sit on it beforehand', () => {
  expect(socketPath('/a/workspace')).not.toBe(socketPath('/a/workspace'));
});

it('does not use a folder that others may enter, a planted link, or one so deep that the path does not fit', () => {
  const planted = path.join(runtime, 'holdpoint');
  mkdirSync(planted);
  chmodSync(planted, 0o755);
  expect(socketPath('/w')).not.toContain(runtime);
  rmSync(planted, { recursive: true });
  mkdirSync(path.join(runtime, 'elsewhere'), { mode: 0o700 });
  symlinkSync(path.join(runtime, 'elsewhere'), planted);
  expect(socketPath('/w')).not.toContain(runtime);
  vi.stubEnv('XDG_RUNTIME_DIR', path.join(runtime, 'x'.repeat(90)));
  mkdirSync(path.join(runtime, 'x'.repeat(90)));
  expect(Buffer.byteLength(socketPath('/w'))).toBeLessThan(104);
});

it('of a killed core is removed, and nothing else that core.json may name', () => {
  const left = socketPath('/w');
  const letter = path.join(runtime, 'letter.sock');
  for (const file of [left, letter]) writeFileSync(file, '');
  removeStaleSocket('/another', left);
  removeStaleSocket('/w', letter);
  for (const file of [left, letter]) expect(statSync(file).isFile()).toBe(true);
  removeStaleSocket('/w', left);
  expect(statSync(left, { throwIfNoEntry: false })).toBeUndefined();
});
