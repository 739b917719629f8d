import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client } from '../../contract/client.ts';
import type { Result } from '../../contract/errors.ts';
import type { RunId } from '../../contract/ids.ts';
import { compose } from '../../main/hosts/compose.ts';
import { medianFdatasync } from './disk.ts';
import { type Figure, ms, ratio } from './measure.ts';

function given<T>(result: Result<T>): T {
  if (!result.ok)
    throw new Error(`${result.problem.message} ${(result.problem.findings ?? []).map((one) => one.message).join(' ')}`);
  return result.value;
}

/** A chain of no-op steps: each can only start when the one before it has ended. */
export function chainOfSteps(count: number, targets = 1): string {
  const hosts = Array.from(
    { length: targets },
    (_, index) => `  - { name: host-${index}, kind: ssh, host: 127.0.0.1, user: bench }`,
  );
  const steps = Array.from({ length: count }, (_, index) => {
    const after = index === 0 ? '' : `, after: [step-${index - 1}]`;
    return `  - { id: step-${index}, kind: ssh, title: Step ${index}, responsible: Lead, start: auto, targets: 'name=host-*', run: 'true'${after} }`;
  });
  return `apiVersion: holdpoint/v1
kind: Runbook
key: bench-chain
title: Bench
timezone: UTC
inventory:
${hosts.join('\n')}
people:
  - { role: Lead, name: Bench }
steps:
${steps.join('\n')}
`;
}

async function finish(client: Client, runId: RunId): Promise<void> {
  await new Promise<void>((resolve) => {
    const subscription = client.subscribe(
      'run',
      { runId },
      {
        message: (message) => {
          const header = message.kind === 'snapshot' ? message.view.header : message.header;
          if (header.proposedClosure === null) return;
          subscription.close();
          resolve();
        },
      },
    );
  });
}

/** The whole product but the wire and the target: writer, recorder, database, runner, output store, projections. */
export async function benchStepOverhead(steps: number, targets = 1): Promise<Figure> {
  const workspaceDir = mkdtempSync(path.join(tmpdir(), 'holdpoint-bench-steps-'));
  const core = await compose({ workspaceDir, mode: 'drive', host: 'test' });
  if (core.kind !== 'core') throw new Error(core.message);
  try {
    const client = core.connect({ via: 'api' });
    given(await client.call('documents.save', { text: chainOfSteps(steps, targets) }));
    const { runId } = given(
      await client.call('runs.create', { key: 'bench-chain', mode: 'rehearsal', commandId: 'bench-create' }),
    );
    const finished = finish(client, runId);
    const started = process.hrtime.bigint();
    given(await client.call('runs.command', { runId, command: { type: 'start' }, commandId: 'bench-start' }));
    await finished;
    const perStep = Number(process.hrtime.bigint() - started) / 1e6 / steps;
    const budget = 4 * medianFdatasync() + 1;
    return {
      name: `overhead per step, ${steps} no-op steps × ${targets} simulated target${targets === 1 ? '' : 's'}`,
      value: ms(perStep),
      beside: `budget 4 × median fdatasync + 1 ms = ${ms(budget)}: ${ratio(perStep, budget)}`,
    };
  } finally {
    await core.close(0);
    rmSync(workspaceDir, { recursive: true, force: true });
  }
}
