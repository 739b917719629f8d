import { holdpoint } from '../../support/holdpoint-process.ts';
import type { Desk } from './desk.ts';

/** A rehearsal by the command line, through the core that serves the page; answers with the run's id. */
export async function rehearsed(desk: Desk, file: string, ...more: readonly string[]): Promise<string> {
  const done = await onDesk(desk, 'run', file, '--mode', 'rehearsal', '--speed', '600', ...more);
  const id = /run-\d{8}-\d{4}-[a-z0-9]+/.exec(done.stdout + done.stderr)?.[0];
  if (id === undefined) throw new Error(`no run: ${done.code} ${done.stderr}`);
  return id;
}

/** A verb in the workspace of the desk. */
export function onDesk(desk: Desk, ...args: readonly string[]) {
  return holdpoint([...args, '--workspace', desk.workspace]);
}

/** A verb that must succeed; what it said. */
export async function sayOnDesk(desk: Desk, ...args: readonly string[]): Promise<string> {
  const done = await onDesk(desk, ...args);
  if (done.code !== 0) throw new Error(`${args.join(' ')} ended with ${done.code}: ${done.stderr}`);
  return done.stdout;
}

/** Goes by address, as a bookmark does, and waits until `shows` is to be seen. */
export async function goTo(desk: Desk, hash: string, shows: string | RegExp): Promise<void> {
  await desk.page.evaluate((to) => {
    window.location.hash = to;
  }, hash);
  await desk.page.getByText(shows).locator('visible=true').first().waitFor();
}
