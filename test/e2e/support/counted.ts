import type { Locator, Page } from 'playwright-core';

/** A person at the desk whose every action counts: a click, a key, a text typed, a file chosen. Looking is free. */
export interface CountedPerson {
  readonly actions: readonly string[];
  click(what: Locator): Promise<void>;
  /** One key or chord. */
  press(key: string): Promise<void>;
  /** A text in one go. */
  type(text: string): Promise<void>;
  chooseFile(input: Locator, file: string): Promise<void>;
}

export function countedPerson(page: Page): CountedPerson {
  const actions: string[] = [];
  return {
    actions,
    click: async (what) => {
      actions.push(`click ${(await what.innerText()).trim()}`);
      await what.click();
    },
    press: async (key) => {
      actions.push(`press ${key}`);
      await page.keyboard.press(key);
    },
    type: async (text) => {
      actions.push(`type ${text}`);
      await page.keyboard.type(text);
    },
    // The browser's own dialog: opening it and choosing are two.
    chooseFile: async (input, file) => {
      actions.push('open the file dialog', `choose ${file}`);
      await input.setInputFiles(file);
    },
  };
}
