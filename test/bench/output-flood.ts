import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { SegmentReader } from '../../db/segment-reader.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { type Figure, median, ms, quantile, ratio, timed } from './measure.ts';
import { type OutputDesk, openOutputDesk, outputRunbook } from './output-desk.ts';

const SIZE = 1_000_000_000;
const LINE = 'the quick brown fox writes a line of output that somebody may have to read at two in the morning';
/** Twice what the promise allows on a machine that is ours alone, and then some. */
const AT_MOST_MS = 90_000;
const script = `yes '${LINE}' | head -c ${SIZE}`;

/** One step writing a gigabyte through a real sshd: stored whole, in little memory, with the window at hand. */
export async function benchOutputFlood(): Promise<Figure[]> {
  const desk = await openOutputDesk();
  try {
    const plain = await plainSsh(desk);
    const runId = await desk.start(outputRunbook(desk.sshd, { id: 'flood', run: script }), 'flood');
    const begun = performance.now();
    await desk.page.evaluate((to) => (window.location.hash = to), `#/runs/${runId}?step=flood&target=web-01`);
    await desk.page.locator('.output-line').first().waitFor({ timeout: 30_000 });
    const watch = watchProcess(desk.core.child.pid ?? 0);
    const keys: number[] = [];
    let isOver: boolean | null = null;
    let seconds = 0;
    const over = desk.over(runId, AT_MOST_MS).then((isInTime) => {
      isOver = isInTime;
      seconds = (performance.now() - begun) / 1000;
    });
    while (isOver === null) {
      keys.push(await keyToPaint(desk.page, keys.length % 2 === 0 ? '3' : '1'));
      await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 250))]);
    }
    const { peak, cpuSeconds } = watch.stop();
    const stored = storedDigest(desk.workspace, runId);
    const isWhole = stored.bytes === SIZE && stored.digest === sentDigest();
    const kept = isWhole
      ? 'every byte (SHA-256 equal)'
      : isOver
        ? `LOST: ${stored.bytes} bytes`
        : `NOT OVER after ${ms(AT_MOST_MS)}`;
    const plainSpeed = SIZE / 1e6 / (plain / 1000);
    const speed = stored.bytes / 1e6 / seconds;
    return [
      {
        name: 'one step writing 1 GB through sshd',
        value: `${Math.round(speed)} MB/s stored, ${kept}, core peak ${Math.round(peak)} MB, ${cpuSeconds.toFixed(1)} s of CPU in the core`,
        beside: `plain ssh > file in the same run: ${Math.round(plainSpeed)} MB/s, ${ratio(plainSpeed, speed)}; load ${loadavg()[0]?.toFixed(1)}; promised ≥ 60 MB/s, < 400 MB`,
      },
      {
        name: 'the window meanwhile',
        value: `key to paint ${ms(median(keys))} median, ${ms(quantile(keys, 0.95))} p95, ${ms(Math.max(...keys))} at most, of ${keys.length}`,
        beside: 'promised 100 ms',
      },
      ...(isOver ? [await viewer(desk.page)] : []),
    ];
  } finally {
    await desk.close();
  }
}

/** What OpenSSH's own client does with the same command, to the same disk. */
async function plainSsh({ sshd }: OutputDesk): Promise<number> {
  const file = path.join(tmpdir(), `holdpoint-bench-plain-${process.pid}`);
  const options = ['-i', sshd.identity, '-p', String(sshd.port), '-o', `UserKnownHostsFile=${sshd.knownHosts}`];
  const command = [
    'ssh',
    '-F',
    'none',
    '-o',
    'BatchMode=yes',
    ...options,
    `${sshd.user}@${sshd.host}`,
    `'${script.replaceAll("'", `'\\''`)}'`,
  ];
  try {
    return await timed(() => execFileSync('sh', ['-c', `${command.join(' ')} > ${file} && sync ${file}`]));
  } finally {
    rmSync(file, { force: true });
  }
}

function storedDigest(workspace: string, runId: string): { bytes: number; digest: string } {
  const folder = path.join(workspace, 'output', runId);
  const hash = createHash('sha256');
  let bytes = 0;
  const files = readdirSync(folder).filter((name) => name.endsWith('.seg'));
  for (const name of files.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))) {
    const reader = new SegmentReader(path.join(folder, name));
    for (const block of reader.blocks(0, sha256)) {
      hash.update(block.bytes);
      bytes += block.bytes.length;
    }
    reader.close();
  }
  return { bytes, digest: hash.digest('hex') };
}

function sentDigest(): string {
  const hash = createHash('sha256');
  const line = Buffer.from(`${LINE}\n`);
  const many = Buffer.concat(Array.from({ length: 10_000 }, () => line));
  for (let at = 0; at < SIZE; at += many.length) hash.update(many.subarray(0, Math.min(many.length, SIZE - at)));
  return hash.digest('hex');
}

/** Peak of resident memory in MiB, and what the process computed meanwhile: on a shared machine the steadier figure. */
export function watchProcess(pid: number): { stop(): { readonly peak: number; readonly cpuSeconds: number } } {
  const before = cpuOf(pid);
  let peak = 0;
  const look = () => {
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    peak = Math.max(peak, kilobytes / 1024);
  };
  const timer = setInterval(look, 100);
  return {
    stop() {
      clearInterval(timer);
      return { peak, cpuSeconds: cpuOf(pid) - before };
    },
  };
}

/** Of all threads, in seconds; Linux counts in hundredths. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export async function keyToPaint(page: Page, key: string): Promise<number> {
  await page.evaluate(() => {
    window.addEventListener(
      'keydown',
      () => {
        const pressed = performance.now();
        requestAnimationFrame(() =>
          requestAnimationFrame(() => Reflect.set(window, 'paintedAfter', performance.now() - pressed)),
        );
      },
      { once: true, capture: true },
    );
  });
  const sent = performance.now();
  await page.keyboard.press(key);
  await page.waitForFunction(() => typeof Reflect.get(window, 'paintedAfter') === 'number');
  const inPage = await page.evaluate(() => {
    const after: unknown = Reflect.get(window, 'paintedAfter');
    Reflect.deleteProperty(window, 'paintedAfter');
    return Number(after);
  });
  // A page that was too busy to see the key would hide its delay.
  return Math.max(inPage, performance.now() - sent > 500 ? performance.now() - sent : 0);
}

/** A stored gigabyte: opened anew at its end, taken to its middle, found through. */
async function viewer(page: Page): Promise<Figure> {
  const hash = new URL(page.url()).hash;
  await page.evaluate(() => (window.location.hash = '#/runs'));
  await page.getByRole('heading', { name: 'Runs' }).waitFor();
  const opened = await timed(async () => {
    await page.evaluate((to) => (window.location.hash = to), hash);
    await page.locator('.output-line .line-text').nth(5).waitFor();
  });
  const box = page.locator('#output');
  const jumped = await timed(async () => {
    await box.evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
    await page.waitForFunction(
      () => !document.querySelector('.output-line .dim') && document.querySelectorAll('.output-line').length > 10,
    );
  });
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  const found = await timed(async () => {
    await page.getByLabel('Search the output').fill('not in here at all');
    await page.getByText('not found').waitFor({ timeout: 30_000 });
  });
  return {
    name: 'a stored output of 1 GB in the viewer',
    value: `opens at its end in ${ms(opened)}, middle in ${ms(jumped)}, looked through whole in ${ms(found)}`,
    beside: `10.4 million lines; ${Math.round(SIZE / 1e6 / (found / 1000))} MB/s of search`,
  };
}
