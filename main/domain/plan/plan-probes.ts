import type { RunbookText } from '../../../contract/documents/runbook.ts';
import { stepIdSchema } from '../../../contract/ids.ts';
import type { PlanProbe } from '../../../contract/plan.ts';
import { LEAST_EVERY_MS, PROBE_EVERY_MS, PROBE_TIMEOUT_MS } from '../../../contract/probes.ts';
import { shellExpectation, textExpectation } from './plan-action.ts';
import { targetShells } from './plan-targets.ts';
import type { RunbookContext } from './runbook-context.ts';
import { selectTargets } from './select-targets.ts';

export type ProbeText = NonNullable<RunbookText['probes']>[number];

/** The probes of a runbook with their targets, in the author's order. */
export function planProbes(context: RunbookContext): readonly PlanProbe[] {
  return (context.runbook.probes ?? []).map((probe, index) => planProbe(context, probe, index));
}

function planProbe(context: RunbookContext, probe: ProbeText, index: number): PlanProbe {
  const common = {
    name: stepIdSchema.parse(probe.name),
    targets: [...selectTargets(context.targets, probe.targets, probe.kind)],
    everyMs: Math.max(LEAST_EVERY_MS, probe.every ?? PROBE_EVERY_MS),
    timeoutMs: Math.max(1, probe.timeout ?? PROBE_TIMEOUT_MS),
  };
  if (probe.kind === 'ssh') {
    const [shell = 'sh'] = targetShells(context.targets, common.targets);
    return {
      kind: 'ssh',
      ...common,
      run: probe.run,
      shell: probe.shell ?? shell,
      env: probe.env ?? {},
      expect: shellExpectation(probe.expect),
    };
  }
  const { expect } = probe;
  const at = (path: string) => context.source.json(['probes', index, 'expect', 'json', path]);
  return {
    kind: 'http',
    ...common,
    request: {
      method: probe.method ?? 'GET',
      path: probe.path,
      query: probe.query ?? {},
      headers: probe.headers ?? {},
      body: { kind: 'none' },
    },
    expect: {
      status: expect?.status ?? [],
      headers: expect?.headers ?? {},
      json: Object.fromEntries(Object.keys(expect?.json ?? {}).map((path) => [path, at(path)])),
      body: textExpectation(expect?.body),
    },
  };
}
