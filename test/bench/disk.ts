import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median } from './measure.ts';

/** The yardstick of every durability figure: the median of 200 appends of 400 bytes, each synced, in ms. */
export function medianFdatasync(): number {
  const dir = mkdtempSync(path.join(tmpdir(), 'holdpoint-bench-disk-'));
  const file = openSync(path.join(dir, 'append'), 'a');
  const line = Buffer.alloc(400, 'x');
  const samples = Array.from({ length: 200 }, () => {
    const started = process.hrtime.bigint();
    writeSync(file, line);
    fdatasyncSync(file);
    return Number(process.hrtime.bigint() - started) / 1e6;
  });
  closeSync(file);
  rmSync(dir, { recursive: true, force: true });
  return median(samples);
}
