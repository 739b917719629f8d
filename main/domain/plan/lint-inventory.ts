import type { RunbookText } from '../../../contract/documents/runbook.ts';
import type { Selector } from '../../../contract/documents/selector.ts';
import type { About } from './parse-document.ts';
import { targetKindOf } from './plan-targets.ts';
import type { RunbookContext } from './runbook-context.ts';
import { selectTargets } from './select-targets.ts';
import type { Path } from './text-tree.ts';

/** Names that clash, and selectors that match nothing. */
export function lintInventory(context: RunbookContext): readonly About[] {
  const { runbook } = context;
  const steps = runbook.steps.flatMap((step, index): readonly About[] => {
    const selector = 'targets' in step ? step.targets : undefined;
    const isMatched = (context.selected[index] ?? []).length > 0;
    if (selector === undefined || isMatched) return [];
    return matchesNothing(context, { selector, kind: targetKindOf(step.kind), path: ['steps', index, 'targets'] });
  });
  const probes = (runbook.probes ?? []).flatMap((probe, index): readonly About[] => {
    if (selectTargets(context.targets, probe.targets, probe.kind).length > 0) return [];
    return matchesNothing(context, { selector: probe.targets, kind: probe.kind, path: ['probes', index, 'targets'] });
  });
  return [...duplicates(runbook), ...steps, ...probes];
}

interface Selection {
  readonly selector: Selector;
  readonly kind: 'ssh' | 'http' | null;
  readonly path: Path;
}

function matchesNothing(context: RunbookContext, { selector, kind, path }: Selection): readonly About[] {
  if (!context.isInventoryWhole) return [];
  const others = selectTargets(context.targets, selector, null);
  const about = { rule: 'selector-matches-nothing', severity: 'error', path } as const;
  if (context.targets.length === 0) {
    return [
      {
        ...about,
        message: `${ownerOf(context)} has no inventory to select targets from.`,
        cure: 'Add inventory: with the targets.',
      },
    ];
  }
  if (others.length > 0) {
    const message = `"${selector.text}" matches only targets of another kind (${others.slice(0, 3).join(', ')}), not of kind ${kind}.`;
    return [{ ...about, message, cure: `Select targets of kind ${kind}.` }];
  }
  return [
    {
      ...about,
      message: `"${selector.text}" matches no target of ${inventoryOf(context)}.`,
      cure: labelCure(context, selector),
    },
  ];
}

function ownerOf({ environment }: RunbookContext): string {
  return environment.frozen === null ? 'The runbook' : `The environment ${environment.frozen.key}`;
}

function inventoryOf({ environment }: RunbookContext): string {
  return environment.frozen === null ? 'the inventory' : `the environment ${environment.frozen.key}`;
}

function labelCure({ targets }: RunbookContext, selector: Selector): string {
  const [term] = selector.terms;
  const values = targets.flatMap((target) => {
    if (term === undefined || term.key === 'name') return [target.name];
    const label = target.labels[term.key];
    return [...(term.key === 'group' ? (target.groups ?? []) : []), ...(label === undefined ? [] : [label])];
  });
  const known = [...new Set(values)].slice(0, 8).join(', ');
  if (known !== '') return `Known values of ${term?.key ?? 'name'}: ${known}.`;
  const labels = [...new Set(targets.flatMap((target) => Object.keys(target.labels)))].slice(0, 8).join(', ');
  return labels === '' ? 'Give the targets labels, or select by name=….' : `Known labels: ${labels}.`;
}

function duplicates(runbook: RunbookText): readonly About[] {
  return [
    ...clashes(runbook.inventory ?? [], ['inventory'], 'target'),
    ...clashes(runbook.probes ?? [], ['probes'], 'probe'),
    ...clashes(runbook.clocks ?? [], ['clocks'], 'clock'),
  ];
}

function clashes(items: readonly { readonly name: string }[], path: Path, what: string): readonly About[] {
  const seen = new Set<string>();
  return items.flatMap(({ name }, index): About[] => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const message = `A second ${what} has the name "${name}".`;
    return [
      {
        rule: 'duplicate-name',
        severity: 'error',
        path: [...path, index, 'name'],
        message,
        cure: 'Give each a name of its own.',
      },
    ];
  });
}
