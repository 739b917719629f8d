import type { RunbookText } from '../../../contract/documents/runbook.ts';
import type { StepText } from '../../../contract/documents/steps.ts';
import { targetNameSchema } from '../../../contract/ids.ts';
import type { PlanTarget } from '../../../contract/plan.ts';

type InventoryEntry = NonNullable<RunbookText['inventory']>[number];

/** The inventory with `defaults` filled in, in the author's order. */
export function planTargets(runbook: RunbookText): readonly PlanTarget[] {
  return (runbook.inventory ?? []).map((entry) => planTarget(entry, runbook.defaults ?? {}));
}

function planTarget(entry: InventoryEntry, defaults: NonNullable<RunbookText['defaults']>): PlanTarget {
  const name = targetNameSchema.parse(entry.name);
  const labels = entry.labels ?? {};
  if (entry.kind === 'http') return { kind: 'http', name, baseUrl: entry.baseUrl, labels };
  return {
    kind: 'ssh',
    name,
    host: entry.host,
    port: entry.port ?? defaults.port ?? 22,
    user: entry.user ?? null,
    identity: entry.identity ?? defaults.identity ?? null,
    jump: entry.jump ?? defaults.jump ?? null,
    stateDir: entry.stateDir ?? defaults.stateDir ?? null,
    env: { ...defaults.env, ...entry.env },
    labels,
  };
}

/** Which targets a kind of step can work on; null = any. */
export function targetKindOf(kind: StepText['kind']): PlanTarget['kind'] | null {
  if (kind === 'ssh' || kind === 'upload') return 'ssh';
  return kind === 'http' ? 'http' : null;
}

/** Shells the selected targets ask for, where they differ from `sh`. */
export function targetShells(runbook: RunbookText, names: readonly string[]): ReadonlySet<string> {
  const wanted = new Set(names);
  const entries = (runbook.inventory ?? []).filter((entry) => wanted.has(entry.name));
  return new Set(
    entries.map((entry) => (entry.kind === 'ssh' ? (entry.shell ?? runbook.defaults?.shell ?? 'sh') : 'sh')),
  );
}
