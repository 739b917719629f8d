import { nearest } from './nearest.ts';
import type { About } from './parse-document.ts';
import type { RunbookContext } from './runbook-context.ts';

/** Ids, dependencies, cycles, and the gate before a point of no return. */
export function lintGraph(context: RunbookContext): readonly About[] {
  return [
    ...emptyPlan(context),
    ...duplicateIds(context),
    ...dangling(context),
    ...cycles(context),
    ...unguarded(context),
  ];
}

function emptyPlan({ runbook, declaredIds }: RunbookContext): readonly About[] {
  if (runbook.steps.length > 0 || declaredIds.length > 0) return [];
  return [
    {
      rule: 'no-steps',
      severity: 'error',
      path: ['steps'],
      part: 'key',
      message: 'The runbook has no steps.',
      cure: 'Add at least one step.',
    },
  ];
}

function duplicateIds({ runbook }: RunbookContext): readonly About[] {
  const seen = new Set<string>();
  return runbook.steps.flatMap((step, index): About[] => {
    if (!seen.has(step.id)) {
      seen.add(step.id);
      return [];
    }
    const path = ['steps', index, 'id'];
    return [
      {
        rule: 'duplicate-id',
        severity: 'error',
        path,
        message: `A second step has the id "${step.id}".`,
        cure: 'Give each step an id of its own.',
      },
    ];
  });
}

function dangling({ runbook, declaredIds }: RunbookContext): readonly About[] {
  const known = new Set(declaredIds);
  const cureFor = (id: string) => {
    const near = nearest(id, declaredIds);
    return near === null ? 'Name the id of a step of this runbook.' : `Write ${near}.`;
  };
  return runbook.steps.flatMap((step, index) =>
    (step.after ?? []).flatMap((dependency, position): About[] => {
      if (dependency.run !== null || known.has(dependency.step)) return [];
      const path = ['steps', index, 'after', position];
      const message = `There is no step "${dependency.step}" to come after.`;
      return [{ rule: 'dangling-after', severity: 'error', path, message, cure: cureFor(dependency.step) }];
    }),
  );
}

/** Each cycle once, named in its order. Depth first without recursion: a chain may have 5,000 links. */
function cycles({ runbook }: RunbookContext): readonly About[] {
  const indexOf = new Map(runbook.steps.map((step, index) => [step.id, index]));
  const before = runbook.steps.map((step) =>
    (step.after ?? []).flatMap((dependency) => (dependency.run === null ? (indexOf.get(dependency.step) ?? []) : [])),
  );
  const state = new Uint8Array(before.length);
  const found: About[] = [];
  for (const root of before.keys()) {
    const trail: { index: number; next: number }[] = state[root] === 0 ? [{ index: root, next: 0 }] : [];
    state[root] = Math.max(state[root] ?? 0, 1);
    for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
      const next = before[top.index]?.[top.next++];
      if (next === undefined) {
        state[top.index] = 2;
        trail.pop();
      } else if (state[next] === 1) {
        found.push(
          cycleFound(
            runbook.steps,
            trail.slice(trail.findIndex((link) => link.index === next)).map((link) => link.index),
          ),
        );
      } else if (state[next] === 0) {
        state[next] = 1;
        trail.push({ index: next, next: 0 });
      }
    }
  }
  return found;
}

/** `trail` holds each step before the one it comes after. */
function cycleFound(steps: RunbookContext['runbook']['steps'], trail: readonly number[]): About {
  const [first = 0] = trail;
  const names = [...trail, first].map((index) => steps[index]?.id ?? '').reverse();
  const shown = names.length > 12 ? [...names.slice(0, 6), '…', ...names.slice(-5)] : names;
  return {
    rule: 'cycle',
    severity: 'error',
    path: ['steps', first, 'after'],
    message: `These steps wait for each other: ${shown.join(' → ')}.`,
    cure: 'Take one of the dependencies out.',
  };
}

/** A gate stands directly before: at least one FS predecessor is a gate. */
function unguarded({ runbook }: RunbookContext): readonly About[] {
  const kinds = new Map(runbook.steps.map((step) => [step.id, step.kind]));
  return runbook.steps.flatMap((step, index): About[] => {
    if (step.pointOfNoReturn !== true) return [];
    const isGuarded = (step.after ?? []).some(
      (dependency) => dependency.run === null && dependency.type === 'FS' && kinds.get(dependency.step) === 'gate',
    );
    if (isGuarded) return [];
    const path = ['steps', index, 'pointOfNoReturn'];
    const message = 'No gate stands directly before this point of no return.';
    return [
      {
        rule: 'unguarded-point-of-no-return',
        severity: 'error',
        path,
        message,
        cure: 'Add a step of kind gate and name it in after.',
      },
    ];
  });
}
