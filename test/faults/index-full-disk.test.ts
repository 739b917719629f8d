import { afterEach, expect, it } from 'vitest';
import { OutputSearching } from '../../db/output-search.ts';
import { openOrFail } from '../db/workspace-fixture.ts';
import { describeWithMounts } from './linux-only.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

const disks: SmallDisk[] = [];
const open: OutputSearching[] = [];
const ref = { runId: 'run-20261121-1200-aaaa', stepId: 'drain', target: 'web-01', attempt: 1 };
const LINES = 40_000;
const later = () => Date.now() + 60_000;
const ask = (text: string) => ({ text, how: 'words', filter: {}, limit: 10 }) as const;

afterEach(() => {
  for (const searching of open.splice(0)) searching.close();
  for (const disk of disks.splice(0)) disk.unmount();
});

/** A workspace with some output on a disk of its own, closed again. */
async function printed(): Promise<SmallDisk> {
  const disk = mountSmallDisk(96);
  disks.push(disk);
  const { output, close } = openOrFail(disk.folder);
  const writer = output.open(ref);
  let rawOffset = 0;
  for (let first = 0; first < LINES; first += 1_000) {
    const lines = Array.from(
      { length: 1_000 },
      (_, at) => `line ${first + at} of a job that moves record${first + at}\n`,
    );
    const bytes = Buffer.from(lines.join(''));
    writer.write({ stream: 'stdout', rawOffset, rawBytes: bytes.length, bytes, redactions: 0, at: 1 });
    rawOffset += bytes.length;
    await writer.sync();
  }
  await writer.close();
  await close();
  return disk;
}

function opened({ folder }: SmallDisk): OutputSearching {
  const searching = new OutputSearching(folder, later);
  open.push(searching);
  return searching;
}

function goOn(searching: OutputSearching): void {
  for (let left = 1; left > 0; ) {
    const step = searching.step(256 * 1024);
    expect(step.failure).toBeNull();
    left = step.pendingBytes;
  }
}

/** Each turn is told as failed, and what is stored is found all the same: looked through instead of looked up. */
function failsAndFinds(searching: OutputSearching): void {
  for (let turn = 0; turn < 3; turn += 1) expect(searching.step(1024 * 1024).failure).toMatch(/full/);
  expect(searching.search(ask(`record${LINES - 1}`)).hits.map((hit) => hit.text)).toEqual([
    `line ${LINES - 1} of a job that moves record${LINES - 1}`,
  ]);
}

describeWithMounts('the index of output on a full disk', () => {
  it('an index that a full disk stops goes on where it was, once there is room, and misses and doubles nothing', async () => {
    const disk = await printed();
    const searching = opened(disk);
    expect(searching.step(256 * 1024).failure).toBeNull();
    disk.fill();
    failsAndFinds(searching);
    disk.free();
    goOn(searching);
    for (const at of [0, LINES / 2, LINES - 1]) expect(searching.search(ask(`record${at}`)).hits).toHaveLength(1);
  });

  it('an index that cannot even be begun on a full disk is begun when there is room', async () => {
    const disk = await printed();
    disk.fill();
    const searching = opened(disk);
    failsAndFinds(searching);
    disk.free();
    goOn(searching);
    expect(searching.search(ask(`record${LINES - 7}`)).hits).toHaveLength(1);
  });
});
