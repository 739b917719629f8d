import type { EnvironmentText } from '../../../contract/documents/environment.ts';
import type { RunbookText } from '../../../contract/documents/runbook.ts';
import type { StepText } from '../../../contract/documents/steps.ts';
import { targetNameSchema } from '../../../contract/ids.ts';
import type { PlanTarget } from '../../../contract/plan.ts';
import { selectTargets } from './select-targets.ts';

type InventoryEntry = NonNullable<RunbookText['inventory']>[number];
type Defaults = NonNullable<EnvironmentText['defaults']>;

/** The inventory with `defaults` filled in, in the author's order. */
export function planTargets(runbook: RunbookText, environment: EnvironmentText | null = null): readonly PlanTarget[] {
  if (environment !== null) return environmentTargets(environment, runbook.defaults);
  return (runbook.inventory ?? []).map((entry) => planTarget(entry, runbook.defaults ?? {}));
}

/** An environment's targets with its groups: its own `defaults` come before those of the runbook it serves. */
export function environmentTargets(
  environment: EnvironmentText,
  others: RunbookText['defaults'] = {},
): readonly PlanTarget[] {
  const own = environment.defaults ?? {};
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const defaults: Defaults = { ...others, ...given, env: { ...others.env, ...own.env } };
  const targets = (environment.inventory ?? []).map((entry) => planTarget(entry, defaults));
  return withGroups(targets, environment.groups ?? {});
}

/** Groups are made of names and labels, never of groups. */
function withGroups(
  targets: readonly PlanTarget[],
  groups: NonNullable<EnvironmentText['groups']>,
): readonly PlanTarget[] {
  const members = new Map<string, string[]>();
  for (const [group, selector] of Object.entries(groups)) {
    for (const name of selectTargets(targets, selector, null)) {
      members.set(name, [...(members.get(name) ?? []), group]);
    }
  }
  return targets.map((target) => {
    const own = members.get(target.name);
    return own === undefined ? target : { ...target, groups: own };
  });
}

function planTarget(entry: InventoryEntry, defaults: Defaults): PlanTarget {
  const name = targetNameSchema.parse(entry.name);
  const labels = entry.labels ?? {};
  if (entry.kind === 'http') return { kind: 'http', name, baseUrl: entry.baseUrl, labels };
  const port = entry.port ?? defaults.port;
  const transport = entry.transport ?? defaults.transport;
  const runAs = entry.runAs ?? defaults.runAs;
  const shell = entry.shell ?? defaults.shell;
  return {
    kind: 'ssh',
    name,
    host: entry.host,
    port: port ?? 22,
    user: entry.user ?? defaults.user ?? null,
    identity: entry.identity ?? defaults.identity ?? null,
    jump: entry.jump ?? defaults.jump ?? null,
    stateDir: entry.stateDir ?? defaults.stateDir ?? null,
    env: { ...defaults.env, ...entry.env },
    labels,
    // Members stand only where the document has them, so that plans of earlier builds keep their hashes.
    ...(port === 22 ? { isPortStated: true } : {}),
    ...(transport === undefined ? {} : { transport }),
    ...(runAs === undefined ? {} : { runAs }),
    ...(shell === undefined ? {} : { shell }),
  };
}

/** Which targets a kind of step can work on; null = any. */
export function targetKindOf(kind: StepText['kind']): PlanTarget['kind'] | null {
  if (kind === 'ssh' || kind === 'upload') return 'ssh';
  return kind === 'http' ? 'http' : null;
}

/** Shells the selected targets ask for, where they differ from `sh`. */
export function targetShells(targets: readonly PlanTarget[], names: readonly string[]): ReadonlySet<string> {
  const wanted = new Set(names);
  const selected = targets.filter((target) => wanted.has(target.name));
  return new Set(selected.map((target) => (target.kind === 'ssh' ? (target.shell ?? 'sh') : 'sh')));
}
