import type { Page } from 'playwright-core';

/** A person without a mouse: keys, and nothing else. Every way to a control is a way of Tab. */
export interface KeyboardPerson {
  press(...keys: readonly string[]): Promise<void>;
  type(text: string): Promise<void>;
  /** Walks by Tab until the focus stands on the control of this name; fails when it is not reached. */
  tabTo(name: string | RegExp, how?: 'Tab' | 'Shift+Tab'): Promise<void>;
  /** tabTo, then Enter. */
  push(name: string | RegExp): Promise<void>;
  /** tabTo, everything in it away, then the text. */
  write(name: string | RegExp, text: string): Promise<void>;
}

const FURTHEST = 150;

export function keyboardPerson(page: Page): KeyboardPerson {
  const person: KeyboardPerson = {
    press: async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    },
    type: (text) => page.keyboard.type(text),
    tabTo: async (name, how = 'Tab') => {
      const seen: string[] = [];
      for (let step = 0; step < FURTHEST; step += 1) {
        const here = await focusedName(page);
        if (matches(here, name)) return;
        seen.push(here);
        await page.keyboard.press(how);
      }
      throw new Error(`Tab never reached ${String(name)}; it passed ${[...new Set(seen)].join(' · ')}`);
    },
    push: async (name) => {
      await person.tabTo(name);
      await page.keyboard.press('Enter');
    },
    write: async (name, text) => {
      await person.tabTo(name);
      await page.keyboard.press('Control+a');
      await page.keyboard.type(text);
    },
  };
  return person;
}

function matches(here: string, name: string | RegExp): boolean {
  return typeof name === 'string' ? here === name : name.test(here);
}

/** What a screen reader would call the focused control, near enough: its label, else its text. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement) || focused === document.body) return '';
    const labelled = focused.getAttribute('aria-labelledby');
    const byIds = (labelled ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' ')
      .trim();
    const labels = 'labels' in focused && focused.labels instanceof NodeList ? [...focused.labels] : [];
    const label = focused.getAttribute('aria-label') ?? (byIds || labels.map((one) => one.textContent).join(' '));
    const text = label.trim() || focused.innerText;
    return text.replace(/\s+/g, ' ').replace(/ \*$/, '').trim();
  });
}
