import type { StepDetail } from '../../../contract/step-detail.ts';
import type { TargetStateName } from '../../../contract/views.ts';

type TargetView = StepDetail['targets'][number];

/** Targets with the same outcome for the same cause: seventeen hosts that fail alike are one thing to decide. */
export interface TargetGroup {
  readonly key: string;
  readonly state: TargetStateName;
  readonly exitCode: number | null;
  /** What they have in common: the last line of stderr, else the reason. */
  readonly cause: string | null;
  readonly members: readonly TargetView[];
}

export type TargetSort = 'trouble' | 'name' | 'time';

export type TargetLine =
  | { readonly kind: 'group'; readonly group: TargetGroup; readonly isOpen: boolean }
  | { readonly kind: 'target'; readonly target: TargetView; readonly isInGroup: boolean };

/** `lastLines`: the last line each failed target wrote to stderr, by target. */
export function targetGroups(
  targets: readonly TargetView[],
  lastLines: Readonly<Record<string, string>>,
): readonly TargetGroup[] {
  const groups = Map.groupBy(targets, (target) =>
    JSON.stringify([target.state, target.exitCode, causeOf(target, lastLines[target.name])]),
  );
  return [...groups]
    .flatMap(([key, members]): TargetGroup[] => {
      const [first] = members;
      if (first === undefined) return [];
      const cause = causeOf(first, lastLines[first.name]);
      return [{ key, state: first.state, exitCode: first.exitCode, cause, members }];
    })
    .sort((a, b) => weightOf(a.state) - weightOf(b.state) || b.members.length - a.members.length);
}

/** The host's own name and address differ in lines that say the same. */
function causeOf(target: TargetView, lastLine: string | undefined): string | null {
  const text = lastLine ?? target.reason;
  if (text === null || text.trim() === '') return null;
  const host = target.address.replace(/^.*@/, '').replace(/:\d+$/, '');
  return [target.name, host]
    .filter((name) => name.length > 2)
    .reduce((said, name) => said.replaceAll(name, '‹target›'), text.trim());
}

/** Open groups show their members; a group of one is its member. Other sorts than by trouble know no groups. */
export function targetLines(
  groups: readonly TargetGroup[],
  { sort, isOpen }: { readonly sort: TargetSort; readonly isOpen: (group: TargetGroup) => boolean },
): readonly TargetLine[] {
  if (sort !== 'trouble') {
    const all = groups.flatMap((group) => group.members);
    return sorted(all, sort).map((target) => ({ kind: 'target', target, isInGroup: false }));
  }
  return groups.flatMap((group): TargetLine[] => {
    const isAlone = group.members.length === 1;
    const members = group.members.map((target): TargetLine => ({ kind: 'target', target, isInGroup: !isAlone }));
    if (isAlone) return members;
    const open = isOpen(group);
    return [{ kind: 'group', group, isOpen: open }, ...(open ? members : [])];
  });
}

function sorted(targets: readonly TargetView[], sort: TargetSort): readonly TargetView[] {
  const byName = (a: TargetView, b: TargetView) => a.name.localeCompare(b.name, 'en', { numeric: true });
  if (sort === 'name') return [...targets].sort(byName);
  return [...targets].sort((a, b) => (b.durationMs ?? -1) - (a.durationMs ?? -1) || byName(a, b));
}

export function matchingTargets(
  targets: readonly TargetView[],
  filter: string,
  wordOf: (state: TargetStateName) => string,
): readonly TargetView[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return targets;
  return targets.filter((target) => {
    const exit = target.exitCode === null ? '' : `exit ${target.exitCode}`;
    const text = [target.name, target.address, wordOf(target.state), target.reason, exit].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

const troubles = ['indeterminate', 'failed', 'timed-out', 'out-of-contact'] as const;
const heavy: readonly string[] = [...troubles, 'running', 'verifying', 'starting', 'pending'];

export function isTrouble(state: TargetStateName): boolean {
  return troubles.some((one) => one === state);
}

function weightOf(state: string): number {
  const at = heavy.indexOf(state);
  return at === -1 ? heavy.length : at;
}
