import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client } from '../../../contract/client.ts';
import type { Result } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import { compose } from '../../../main/hosts/compose.ts';
import { timed } from '../measure.ts';
import { type Fleet, FORKS } from './fleet.ts';

/** A runbook with one step after the other on every target; each waits for Go. */
function runbookOf(fleet: Fleet, how: { detach: boolean; scripts: readonly string[] }): string {
  const inventory = fleet.targets.map(
    ({ name, host, port, user, identity }) =>
      `  - { name: ${name}, kind: ssh, host: ${host}, port: ${port}, user: ${user}, identity: ${identity} }`,
  );
  const steps = how.scripts.map(
    (script, at) =>
      `  - { id: step-${at}, kind: ssh, title: Step ${at}, responsible: Lead, targets: 'name=host-*', detach: ${how.detach}, run: '${script}'${at === 0 ? '' : `, after: [step-${at - 1}]`} }`,
  );
  return `apiVersion: holdpoint/v1
kind: Runbook
key: bench-fleet
title: Bench
timezone: UTC
inventory:
${inventory.join('\n')}
people:
  - { role: Lead, name: Bench }
steps:
${steps.join('\n')}
`;
}

export interface DeskTimes {
  readonly coldMs: number;
  readonly warmMs: number;
}

export interface Desk {
  readonly client: Client;
  readonly runId: RunId;
  close(): Promise<void>;
}

/** The whole product, log and output store on: `script` on every target by two steps, the first over no connection yet. */
export async function timeDesk(fleet: Fleet, detach: boolean, script: string): Promise<DeskTimes> {
  const desk = await openDesk(fleet, detach, script);
  try {
    const coldMs = await timed(() => goAndWait(desk, 'step-0'));
    const warmMs = await timed(() => goAndWait(desk, 'step-1'));
    return { coldMs, warmMs };
  } finally {
    await desk.close();
  }
}

/** A run with the steps `step-0` and `step-1`, started and connected to nothing. */
export async function openDesk(fleet: Fleet, detach: boolean, script: string): Promise<Desk> {
  const workspaceDir = mkdtempSync(path.join(tmpdir(), 'hp-fleet-desk-'));
  const core = await compose({ workspaceDir, mode: 'drive', host: 'test', extraKnownHosts: [fleet.knownHosts] });
  if (core.kind !== 'core') throw new Error(core.message);
  const client = core.connect({ via: 'api' });
  given(await client.call('documents.save', { text: runbookOf(fleet, { detach, scripts: [script, script] }) }));
  const asked = { key: 'bench-fleet', mode: 'live', forks: FORKS, commandId: 'bench-create' } as const;
  const { runId } = given(await client.call('runs.create', asked));
  // A preflight would connect: the first step is to be a cold one.
  const start = { type: 'start', acceptPreflight: 'A benchmark measures the first connections' } as const;
  given(await client.call('runs.command', { runId, command: start, commandId: 'bench-start' }));
  const close = async () => {
    await core.close(0);
    rmSync(workspaceDir, { recursive: true, force: true });
  };
  return { client, runId, close };
}

/** Says Go and waits until the step is over. */
export async function goAndWait({ client, runId }: Desk, stepId: string): Promise<void> {
  const over = new Promise<void>((resolve, reject) => {
    const subscription = client.subscribe(
      'run',
      { runId },
      {
        message: (message) => {
          const steps = message.kind === 'snapshot' ? message.view.steps : message.steps;
          const step = steps.find((one) => one.id === stepId);
          if (step === undefined || !['succeeded', 'failed', 'indeterminate'].includes(step.state)) return;
          subscription.close();
          if (step.state === 'succeeded') resolve();
          else reject(new Error(`${stepId} is ${step.state}`));
        },
      },
    );
  });
  given(
    await client.call('runs.command', {
      runId,
      command: { type: 'act', stepId, act: { action: 'go' } },
      commandId: `bench-go-${stepId}`,
    }),
  );
  await over;
}

export function given<T>(result: Result<T>): T {
  if (!result.ok)
    throw new Error(`${result.problem.message} ${(result.problem.findings ?? []).map((one) => one.message).join(' ')}`);
  return result.value;
}
