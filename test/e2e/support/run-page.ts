import type { Page } from 'playwright-core';

/** The run screen as a person reads and uses it: by roles and names. */
export interface RunPage {
  /** Opens a step from the runsheet and waits until its pane shows it. */
  open(title: string): Promise<void>;
  press(name: string | RegExp): Promise<void>;
  /** Waits until the runsheet shows the step with this word for its state. */
  state(title: string, word: string): Promise<void>;
  sees(text: string | RegExp): Promise<void>;
}

export function onRunPage(page: Page): RunPage {
  const row = (title: string) => page.getByRole('grid').getByRole('row').filter({ hasText: title });
  return {
    open: async (title) => {
      await row(title).click();
      await page.getByRole('heading', { level: 2, name: title }).waitFor();
    },
    press: (name) => page.getByRole('button', { name, exact: typeof name === 'string' }).click(),
    state: (title, word) => row(title).filter({ hasText: word }).waitFor(),
    sees: (text) => page.getByText(text).first().waitFor(),
  };
}
