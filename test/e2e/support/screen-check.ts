import { expect } from 'vitest';
import type { Desk } from './desk.ts';

const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;

interface Seen {
  readonly theme: string;
  readonly width: number;
  readonly findings: readonly string[];
  /** Pixels the page is wider than its window. */
  readonly overflow: number;
}

/** The page as it stands, in both themes and at both sizes: nothing axe finds, nothing beyond the right edge. */
export async function expectSound(desk: Desk, name: string): Promise<void> {
  const { page } = desk;
  const seen: Seen[] = [];
  for (const viewport of sizes) {
    await page.setViewportSize(viewport);
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await expect.poll(() => shownTheme(desk)).toBe(theme);
      await atRest(desk);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      seen.push({ theme, width: viewport.width, findings: await desk.audit(), overflow });
    }
  }
  await page.setViewportSize(sizes[0]);
  const unsound = seen.filter(({ findings, overflow }) => findings.length > 0 || overflow > 0);
  expect({ name, unsound, complaints: desk.complaints }).toEqual({ name, unsound: [], complaints: [] });
}

function shownTheme({ page }: Desk): Promise<string | null> {
  return page.evaluate(() => document.documentElement.getAttribute('data-mantine-color-scheme'));
}

/** Under reduced motion nothing moves; two frames and the page stands. */
async function atRest({ page }: Desk): Promise<void> {
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0);
}
