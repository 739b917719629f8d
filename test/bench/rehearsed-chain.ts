import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Desk } from '../e2e/support/desk.ts';
import { holdpoint } from '../support/holdpoint-process.ts';
import { chainOfSteps } from './step-overhead.ts';

/** A run of that many no-op steps, over and closed to nothing: what a desk shows the morning after. */
export async function rehearse(desk: Desk, folder: string, steps: number): Promise<string> {
  const file = path.join(folder, 'long.yaml');
  writeFileSync(file, chainOfSteps(steps));
  const done = await holdpoint(['run', file, '--mode', 'rehearsal', '--go', '--workspace', desk.workspace]);
  const runId = /run-\d{8}-\d{4}-[a-z0-9]+/.exec(done.stdout)?.[0];
  if (runId === undefined) throw new Error(`no run: ${done.code} ${done.stderr.slice(-500)}`);
  return runId;
}
