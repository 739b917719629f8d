import { LEAST_EVERY_MS } from '../../../contract/probes.ts';
import { nearest } from './nearest.ts';
import type { About } from './parse-document.ts';
import type { ProbeText } from './plan-probes.ts';
import { targetShells } from './plan-targets.ts';
import type { RunbookContext } from './runbook-context.ts';
import { selectTargets } from './select-targets.ts';
import type { Path } from './text-tree.ts';

const readOnly: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** Probes are asked again and again by themselves: read-only, not too often, and named where they are used. */
export function lintProbes(context: RunbookContext): readonly About[] {
  const { runbook } = context;
  const names = (runbook.probes ?? []).map((probe) => probe.name);
  const used: readonly (readonly [name: string | undefined, path: Path])[] = [
    ...(runbook.backoutPlan?.triggers ?? []).map(
      (trigger, index) => [trigger.probe, ['backoutPlan', 'triggers', index, 'probe']] as const,
    ),
    ...(runbook.backoutPlan?.verify ?? []).map((name, index) => [name, ['backoutPlan', 'verify', index]] as const),
    ...runbook.steps.flatMap((step, index): readonly (readonly [string | undefined, Path])[] => {
      if (step.kind === 'probe') return [[step.probe, ['steps', index, 'probe']]];
      if (step.kind !== 'gate') return [];
      return (step.criteria ?? []).map(
        (criterion, at) => [criterion.probe, ['steps', index, 'criteria', at, 'probe']] as const,
      );
    }),
  ];
  return [
    ...(runbook.probes ?? []).flatMap((probe, index) => lintProbe(context, probe, index)),
    ...used.flatMap(([name, path]) => unknownProbe(name, path, names)),
    ...runbook.steps.flatMap((step, index) =>
      step.kind === 'probe' && step.until !== undefined ? tooOften(step.until.every, ['steps', index, 'until']) : [],
    ),
  ];
}

function lintProbe(context: RunbookContext, probe: ProbeText, index: number): readonly About[] {
  const path: Path = ['probes', index];
  return [
    ...tooOften(probe.every, [...path, 'every']),
    ...noTime(probe.timeout, [...path, 'timeout']),
    ...(probe.kind === 'http' ? changing(probe.method, [...path, 'method']) : mixedShells(context, probe, path)),
  ];
}

function tooOften(every: number | undefined, path: Path): readonly About[] {
  if (every === undefined || every >= LEAST_EVERY_MS) return [];
  const message = 'A probe is asked once a second at most.';
  return [{ rule: 'probe-too-often', severity: 'error', path, message, cure: 'Write every: 1s or more.' }];
}

function noTime(timeout: number | undefined, path: Path): readonly About[] {
  if (timeout === undefined || timeout > 0) return [];
  const message = 'A probe without time to answer can never be answered.';
  return [{ rule: 'probe-no-time', severity: 'error', path, message, cure: 'Write timeout: 5s, or leave it out.' }];
}

function changing(method: string | undefined, path: Path): readonly About[] {
  if (method === undefined || readOnly.includes(method)) return [];
  return [
    {
      rule: 'probe-not-read-only',
      severity: 'warning',
      path,
      message: `${method} may change something, and a probe is asked again and again by itself.`,
      cure: 'Ask with GET or HEAD, or make sure that the service only reads.',
    },
  ];
}

function mixedShells(context: RunbookContext, probe: Extract<ProbeText, { kind: 'ssh' }>, path: Path) {
  const names = selectTargets(context.targets, probe.targets, 'ssh');
  if (probe.shell !== undefined || targetShells(context.targets, names).size <= 1) return [];
  const about: About = {
    rule: 'probe-shell',
    severity: 'warning',
    path: [...path, 'targets'],
    message: 'Its targets ask for different shells; the probe runs in one of them on all.',
    cure: 'Add shell: sh, or write one probe for each shell.',
  };
  return [about];
}

function unknownProbe(name: string | undefined, path: Path, known: readonly string[]): readonly About[] {
  if (name === undefined || known.includes(name)) return [];
  const near = nearest(name, known);
  const cure = near === null ? 'Add it to probes.' : `Write ${near}.`;
  return [{ rule: 'unknown-probe', severity: 'error', path, message: `There is no probe "${name}".`, cure }];
}
