import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunId } from '../../../contract/ids.ts';
import { createLocalClient } from '../../../main/transport/local-client.ts';

const attribution = { by: 'Robin', role: 'Release manager' };

/** Starts a rehearsal as another program of the same user does: over the local socket of the desktop's core. */
export async function rehearse(workspace: string, text: string, speed: number): Promise<RunId> {
  const client = createLocalClient(workspace);
  try {
    const saved = await client.call('documents.save', { text, reason: 'test' });
    if (!saved.ok) throw new Error(saved.problem.message);
    const { key } = saved.value.document;
    const created = await client.call('runs.create', {
      key,
      mode: 'rehearsal',
      speed,
      commandId: 'rehearse-create',
      attribution,
    });
    if (!created.ok) throw new Error(created.problem.message);
    const { runId } = created.value;
    const start = { runId, command: { type: 'start' as const }, commandId: 'rehearse-start', attribution };
    const started = await client.call('runs.command', start);
    if (!started.ok) throw new Error(started.problem.message);
    return runId;
  } finally {
    await client.close();
  }
}

interface Recorded {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What lies in the flight recorder: the word of the log, whoever owns the workspace. */
export function recorded(workspace: string): readonly Recorded[] {
  const text = readFileSync(path.join(workspace, 'flight-recorder.ndjson'), 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}
