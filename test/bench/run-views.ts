import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openDesk } from '../e2e/support/desk.ts';
import { type Figure, median, ms, quantile } from './measure.ts';
import { rehearse } from './rehearsed-chain.ts';

const FRAMES = 120;

/** Frame times while the tallest thing of the view scrolls by a few rows each frame, as the page itself measures. */
function scrollFrames(page: Page): Promise<number[]> {
  return page.evaluate(async (frames) => {
    const boxes = [...document.querySelectorAll<HTMLElement>('.run-view, .run-view *')];
    const room = (box: HTMLElement) =>
      /auto|scroll/.test(getComputedStyle(box).overflowY) ? box.scrollHeight - box.clientHeight : 0;
    const tallest = boxes.reduce((best, box) => (room(box) > room(best) ? box : best));
    if (room(tallest) < 10_000) throw new Error('nothing scrolls here');
    const times: number[] = [];
    let last = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    for (let frame = 0; frame < frames; frame += 1) {
      tallest.scrollTop += 137;
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      times.push(now - last);
      last = now;
    }
    return times;
  }, FRAMES);
}

async function openView(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, hash);
}

export async function benchGanttScroll(steps: number): Promise<Figure> {
  return onRehearsedRun(steps, async (page, runId) => {
    await openView(page, `#/runs/${runId}?view=gantt`);
    await page.getByRole('grid').getByRole('row').nth(5).waitFor();
    const frames = await scrollFrames(page);
    const late = frames.filter((time) => time > 34).length;
    return {
      name: `Gantt of ${steps} steps, frames while it scrolls`,
      value: `${ms(median(frames))} median, ${ms(quantile(frames, 0.95))} p95`,
      beside: `a frame of a 60 Hz screen is 17 ms; ${late} of ${FRAMES} missed more than one`,
    };
  });
}

export async function benchMap(steps: number): Promise<Figure> {
  return onRehearsedRun(steps, async (page, runId) => {
    const started = performance.now();
    await openView(page, `#/runs/${runId}?view=map`);
    await page.locator('.react-flow__node').first().waitFor({ timeout: 60_000 });
    const shown = performance.now() - started;
    const nodes = await page.locator('.react-flow__node').count();
    return {
      name: `Map of ${steps} steps, from the view chosen to its first steps`,
      value: ms(shown),
      beside: `${nodes} of ${steps} steps are in the page: those in view`,
    };
  });
}

async function onRehearsedRun(steps: number, measure: (page: Page, runId: string) => Promise<Figure>): Promise<Figure> {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-bench-views-'));
  const desk = await openDesk();
  try {
    return await measure(desk.page, await rehearse(desk, folder, steps));
  } finally {
    await desk.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
