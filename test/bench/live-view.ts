import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openDesk } from '../e2e/support/desk.ts';
import { type Figure, median, ms, quantile } from './measure.ts';
import { rehearse } from './rehearsed-chain.ts';

/** From a key pressed to the frame that shows it, as the page itself measures. */
async function keyToPaint(page: Page, key: string): Promise<number> {
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
  await page.keyboard.press(key);
  await page.waitForFunction(() => typeof Reflect.get(window, 'paintedAfter') === 'number');
  return page.evaluate(() => {
    const after: unknown = Reflect.get(window, 'paintedAfter');
    Reflect.deleteProperty(window, 'paintedAfter');
    return Number(after);
  });
}

/** From the change of address to the first rows of the runsheet on the screen. */
async function firstPaint(page: Page, runId: string): Promise<number> {
  await page.evaluate((to) => {
    Reflect.set(window, 'askedAt', performance.now());
    window.location.hash = to;
  }, `#/runs/${runId}`);
  await page.getByRole('grid').getByRole('row').nth(5).waitFor();
  return page.evaluate(() => performance.now() - Number(Reflect.get(window, 'askedAt')));
}

export async function benchLiveView(steps: number): Promise<Figure> {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-bench-view-'));
  const desk = await openDesk();
  try {
    const runId = await rehearse(desk, folder, steps);
    const first = await firstPaint(desk.page, runId);
    await desk.page.keyboard.press('j');
    const keys: number[] = [];
    for (let press = 0; press < 60; press += 1) keys.push(await keyToPaint(desk.page, 'j'));
    return {
      name: `run screen with ${steps} steps`,
      value: `first rows ${ms(first)}, key to paint ${ms(median(keys))} median, ${ms(quantile(keys, 0.95))} p95`,
      beside: 'budget 500 ms and 50 ms; two frames of a 60 Hz screen are 33 ms',
    };
  } finally {
    await desk.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
