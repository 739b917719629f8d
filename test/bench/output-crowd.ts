import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { SegmentReader } from '../../db/segment-reader.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import type { Figure } from './measure.ts';
import { openOutputDesk, outputRunbook } from './output-desk.ts';
import { watchProcess } from './output-flood.ts';

const TARGETS = 50;
const LINES_A_SECOND = 2_000;

/** Lines in bursts of a tenth of a second, numbered, so that a missing one shows. */
const script = (seconds: number) => `awk 'BEGIN { for (s = 0; s < ${seconds * 10}; s++) {
  for (i = 0; i < ${LINES_A_SECOND / 10}; i++) printf "%d of a line that somebody watches as it comes\\n", s * ${LINES_A_SECOND / 10} + i
  fflush(); system("sleep 0.1") } }'`;

/** Fifty targets that print 2,000 lines a second each, and a page that follows one of them. */
export async function benchOutputCrowd(seconds = 60): Promise<Figure> {
  const desk = await openOutputDesk();
  try {
    const step = { id: 'crowd', run: script(seconds), targets: TARGETS };
    const runId = await desk.start(outputRunbook(desk.sshd, step), 'crowd');
    await desk.page.evaluate((to) => (window.location.hash = to), `#/runs/${runId}?step=crowd&target=web-01`);
    await desk.page.locator('.output-line').nth(5).waitFor({ timeout: 60_000 });
    const watch = watchProcess(desk.core.child.pid ?? 0);
    const frames = await desk.page.evaluate(framesIn, Math.max(5, seconds - 10) * 1000);
    const isOver = await desk.over(runId, 60_000);
    const { peak, cpuSeconds } = watch.stop();
    const lost = attemptsNotWhole(desk.workspace, { runId, lines: seconds * LINES_A_SECOND });
    return {
      name: `${TARGETS} targets × ${LINES_A_SECOND} lines/s for ${seconds} s`,
      value: `${isOver ? (lost === 0 ? 'nothing lost' : `LOST on ${lost} targets`) : `NOT OVER 60 s later, ${lost} targets unfinished`}; viewer ${frames.shown.toFixed(0)} frames/s following one, ${frames.idle.toFixed(0)} at rest; core peak ${Math.round(peak)} MB, ${cpuSeconds.toFixed(1)} s of CPU in the core`,
      beside: `load ${loadavg()[0]?.toFixed(1)}; promised ≥ 30 frames/s`,
    };
  } finally {
    await desk.close();
  }
}

/** Frames a second while output comes in, and those of the same page on a room where nothing moves. */
async function framesIn(duration: number): Promise<{ shown: number; idle: number }> {
  const count = (ms: number) =>
    new Promise<number>((resolve) => {
      const begun = performance.now();
      let frames = 0;
      const tick = () => {
        frames += 1;
        const passed = performance.now() - begun;
        if (passed < ms) requestAnimationFrame(tick);
        else resolve((frames / passed) * 1000);
      };
      requestAnimationFrame(tick);
    });
  const shown = await count(duration);
  window.location.hash = '#/runs';
  await new Promise((resolve) => setTimeout(resolve, 500));
  return { shown, idle: await count(2_000) };
}

/** Targets whose stored output is not, byte for byte, what the script prints. */
function attemptsNotWhole(workspace: string, { runId, lines }: { runId: string; lines: number }): number {
  const wanted = createHash('sha256');
  for (let at = 0; at < lines; at += 1) wanted.update(`${at} of a line that somebody watches as it comes\n`);
  const digest = wanted.digest('hex');
  const folder = path.join(workspace, 'output', runId);
  const hashes = new Map<string, ReturnType<typeof createHash>>();
  const files = readdirSync(folder).filter((name) => name.endsWith('.seg'));
  for (const name of files.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))) {
    const reader = new SegmentReader(path.join(folder, name));
    for (const { header, bytes } of reader.blocks(0, sha256)) {
      const hash = hashes.get(header.target) ?? createHash('sha256');
      hash.update(bytes);
      hashes.set(header.target, hash);
    }
    reader.close();
  }
  const whole = [...hashes.values()].filter((hash) => hash.digest('hex') === digest).length;
  return TARGETS - whole;
}
