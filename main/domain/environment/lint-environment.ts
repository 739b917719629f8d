import type { EnvironmentText } from '../../../contract/documents/environment.ts';
import type { Selector } from '../../../contract/documents/selector.ts';
import type { PlanTarget } from '../../../contract/plan.ts';
import { nearest } from '../plan/nearest.ts';
import type { About } from '../plan/parse-document.ts';
import { environmentTargets } from '../plan/plan-targets.ts';
import { selectTargets } from '../plan/select-targets.ts';
import type { Path } from '../plan/text-tree.ts';
import type { ResolveWallTime } from '../plan/wall-time.ts';
import { dayInstant } from './day-instant.ts';
import { readPlace } from './place-to-reach.ts';

/** What the schema of an environment cannot say: names that clash, selectors that match nothing, days that do not exist. */
export function lintEnvironment(environment: EnvironmentText, resolve: ResolveWallTime): readonly About[] {
  const targets = environmentTargets(environment);
  return [
    ...duplicates(environment),
    ...groupFaults(environment),
    ...selectorFaults(environment, targets),
    ...placeFaults(environment, targets),
    ...expectedFaults(environment),
    ...itemFaults(environment, resolve),
    ...zoneFaults(environment, resolve),
  ];
}

function duplicates({ inventory, infrastructure, databases, checks }: EnvironmentText): readonly About[] {
  const questions = [...(databases ?? []), ...(checks ?? [])];
  return [
    ...clashes(
      (inventory ?? []).map(({ name }) => name),
      { list: 'inventory', key: 'name' },
    ),
    ...clashes(
      (infrastructure ?? []).map(({ id }) => id),
      { list: 'infrastructure', key: 'id' },
    ),
    ...clashes(
      (databases ?? []).map(({ id }) => id),
      { list: 'databases', key: 'id' },
    ),
    ...clashes(
      questions.map(({ id }) => id),
      { list: 'checks', key: 'id', from: databases?.length ?? 0 },
    ),
  ];
}

interface Clashing {
  readonly list: string;
  readonly key: string;
  /** The first ones stand in another list and are only remembered. */
  readonly from?: number;
}

function clashes(names: readonly string[], { list, key, from = 0 }: Clashing): readonly About[] {
  const seen = new Set<string>();
  return names.flatMap((name, index): About[] => {
    const isSecond = seen.has(name);
    seen.add(name);
    if (!isSecond || index < from) return [];
    const message = `A second entry has the ${key} "${name}".`;
    const path = [list, index - from, key];
    return [{ rule: 'duplicate-name', severity: 'error', path, message, cure: `Give each a ${key} of its own.` }];
  });
}

function groupFaults({ groups, inventory }: EnvironmentText): readonly About[] {
  const faults = Object.entries(groups ?? {}).flatMap(([name, selector]): About[] => {
    const path = ['groups', name];
    if (selector.terms.some(({ key }) => key === 'group')) {
      const message = `The group "${name}" is made of a group.`;
      return [{ rule: 'group-of-groups', severity: 'error', path, message, cure: 'Make it of names and labels.' }];
    }
    // An empty one is no fault: test may have no such machine, and who selects it is told.
    return [];
  });
  const labelled = (inventory ?? []).flatMap(({ labels }, index) =>
    groups !== undefined && labels?.group !== undefined ? [index] : [],
  );
  return [
    ...faults,
    ...labelled.map((index): About => {
      const message = 'A label "group" beside groups: both answer to group=…, and nobody can tell which is meant.';
      const path = ['inventory', index, 'labels', 'group'];
      return { rule: 'label-group', severity: 'error', path, message, cure: 'Give the label another name.' };
    }),
  ];
}

interface Selecting {
  readonly targets: readonly PlanTarget[];
  readonly path: Path;
}

/** Questions asked on a target need a shell there. */
function emptySelection(selector: Selector, { targets, path }: Selecting): readonly About[] {
  if (selectTargets(targets, selector, 'ssh').length > 0) return [];
  const others = selectTargets(targets, selector, null);
  const what =
    others.length > 0
      ? `matches only targets that cannot be asked over SSH (${others.slice(0, 3).join(', ')})`
      : 'matches no target of the inventory';
  const message = `"${selector.text}" ${what}.`;
  return [{ rule: 'selector-matches-nothing', severity: 'error', path, message, cure: knownValues(selector, targets) }];
}

function knownValues({ terms }: Selector, targets: readonly PlanTarget[]): string {
  const key = terms[0]?.key ?? 'name';
  const values = targets.flatMap((target) => {
    if (key === 'name') return [target.name];
    const label = target.labels[key];
    return [...(key === 'group' ? (target.groups ?? []) : []), ...(label === undefined ? [] : [label])];
  });
  const known = [...new Set(values)].slice(0, 8).join(', ');
  if (known !== '') return `Known values of ${key}: ${known}.`;
  const labels = [...new Set(targets.flatMap((target) => Object.keys(target.labels)))].slice(0, 8).join(', ');
  return labels === '' ? 'Give the targets labels, or select by name=….' : `Known labels: ${labels}.`;
}

function selectorFaults(environment: EnvironmentText, targets: readonly PlanTarget[]): readonly About[] {
  const rows = [
    ...(environment.reachability ?? []).map(({ from }, index) => [from, ['reachability', index, 'from']] as const),
    ...(environment.databases ?? []).map(({ from }, index) => [from, ['databases', index, 'from']] as const),
    ...(environment.expected ?? []).map((row, index) => [row.targets, ['expected', index, 'targets']] as const),
    ...(environment.checks ?? []).map((row, index) => [row.targets, ['checks', index, 'targets']] as const),
  ];
  return rows.flatMap(([selector, path]) => emptySelection(selector, { targets, path }));
}

function placeFaults({ reachability }: EnvironmentText, targets: readonly PlanTarget[]): readonly About[] {
  return (reachability ?? []).flatMap((row, index): About[] => {
    const place = readPlace(row, targets);
    if (place.ok) return [];
    const near = nearest(
      row.to,
      targets.map(({ name }) => name),
    );
    const cure = near === null ? place.cure : `Write ${near}, or ${place.cure.replace(/^Write /, '')}`;
    return [
      { rule: 'unknown-place', severity: 'error', path: ['reachability', index, 'to'], message: place.message, cure },
    ];
  });
}

function expectedFaults({ expected }: EnvironmentText): readonly About[] {
  return (expected ?? []).flatMap((row, index): About[] => {
    if ((row.package === undefined) !== (row.command === undefined)) return [];
    const message = 'Either a package or a command says what is installed.';
    const cure = 'Write package: NAME, or command: the command that prints the version.';
    return [{ rule: 'package-or-command', severity: 'error', path: ['expected', index], message, cure }];
  });
}

function itemFaults(environment: EnvironmentText, resolve: ResolveWallTime): readonly About[] {
  const zone = environment.timezone ?? 'UTC';
  const known = [...(environment.checks ?? []), ...(environment.databases ?? [])].map(({ id }) => id);
  return (environment.infrastructure ?? []).flatMap((item, index): About[] => {
    const path = ['infrastructure', index];
    return [
      ...(['orderedAt', 'installedAt', 'expires'] as const).flatMap((key) =>
        dayFault(item[key], { path: [...path, key], zone, resolve }),
      ),
      ...checkFault(item.check, known, [...path, 'check']),
    ];
  });
}

function dayFault(
  text: string | undefined,
  { path, zone, resolve }: { readonly path: Path; readonly zone: string; readonly resolve: ResolveWallTime },
): readonly About[] {
  const day = text === undefined ? null : dayInstant(text, zone, resolve);
  if (day === null || day.kind === 'instant') return [];
  return [{ rule: 'bad-time', severity: 'error', path, message: day.message, cure: day.cure }];
}

function checkFault(check: string | undefined, known: readonly string[], path: Path): readonly About[] {
  if (check === undefined || known.includes(check) || /^.+:\d{1,5}$/.test(check)) return [];
  const near = nearest(check, known);
  const cure = near === null ? 'Write the id of one of checks or databases, or host:port.' : `Write ${near}.`;
  const message = `There is no check "${check}".`;
  return [{ rule: 'unknown-check', severity: 'error', path, message, cure }];
}

function zoneFaults({ timezone }: EnvironmentText, resolve: ResolveWallTime): readonly About[] {
  if (timezone === undefined) return [];
  const resolved = resolve('2026-01-15T12:00', timezone);
  if (resolved.kind === 'instant') return [];
  return [
    { rule: 'unknown-zone', severity: 'error', path: ['timezone'], message: resolved.message, cure: resolved.cure },
  ];
}
