import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fileLog } from '../../main/adapters/log.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'holdpoint-log-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const lines = () =>
  readFileSync(path.join(dir, 'core.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

it('writes one object a line, readable by this user only', () => {
  const log = fileLog(dir, () => 0);
  log.info('started', { pid: 'not the pid' });
  log.error('broke\nhere', { error: new Error('why') });
  expect(lines()).toMatchObject([
    { at: '1970-01-01T00:00:00.000Z', level: 'info', message: 'started', pid: process.pid },
    { level: 'error', message: 'broke\nhere', error: expect.stringContaining('why') },
  ]);
  expect(statSync(path.join(dir, 'core.log')).mode & 0o077).toBe(0);
});

it('shortens what is too long and survives what is no JSON', () => {
  const log = fileLog(dir, () => 0);
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  log.warn('odd', { long: 'x'.repeat(100_000), circle, big: 10n });
  expect(JSON.stringify(lines()[0]).length).toBeLessThan(5000);
});

it('turns over at five MiB and keeps the one before', () => {
  const log = fileLog(dir, () => 0);
  for (let index = 0; index < 1400; index++) log.info('filling', { index, text: 'x'.repeat(4000) });
  const [now, before] = ['core.log', 'core.log.1'].map((name) => statSync(path.join(dir, name)).size);
  expect(before).toBeGreaterThan(5_200_000);
  expect(before).toBeLessThanOrEqual(5 * 1024 * 1024);
  expect(now).toBeLessThan(1_000_000);
  expect(lines().at(-1).index).toBe(1399);
});

it('is no reason to fail when the disk does not take it', () => {
  const log = fileLog(dir, () => 0);
  rmSync(dir, { recursive: true });
  expect(() => log.info('into nothing')).not.toThrow();
});
