import type { About } from './parse-document.ts';
import type { RunbookContext } from './runbook-context.ts';
import { textsBelow } from './step-texts.ts';
import { readReference, referencesIn } from './template.ts';

/** An output can be used only by a step that surely runs later. */
export function lintOutputs(context: RunbookContext): readonly About[] {
  const { runbook, source } = context;
  const before = predecessors(context);
  return runbook.steps.flatMap((step, index) => {
    const texts = textsBelow(source.root, ['steps', index]).filter(
      ({ path, text }) => path[2] !== 'backout' && text.includes('${{'),
    );
    const used = texts.flatMap(({ path, text }) =>
      referencesIn(text).references.flatMap((reference) => {
        const read = readReference(reference);
        return read?.kind === 'output' ? [{ path, from: read.step, reference }] : [];
      }),
    );
    if (used.length === 0) return [];
    const earlier = before(step.id);
    return used.flatMap(({ path, from, reference }): About[] => {
      if (earlier.has(from) || !context.declaredIds.includes(from)) return [];
      const message = `${reference} is used here, but ${step.id} does not come after ${from}.`;
      return [
        {
          rule: 'output-too-early',
          severity: 'error',
          path,
          message,
          cure: `Add ${from} to after, here or on a step before.`,
        },
      ];
    });
  });
}

/** Everything a step comes after by FS, directly or not: those are over when it starts. */
function predecessors({ runbook }: RunbookContext): (id: string) => ReadonlySet<string> {
  const direct = new Map(
    runbook.steps.map((step) => [
      step.id,
      (step.after ?? []).flatMap((link) => (link.run === null && link.type === 'FS' ? [link.step] : [])),
    ]),
  );
  return (id) => {
    const found = new Set<string>();
    const open = [...(direct.get(id) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(...(direct.get(next) ?? []));
    }
    return found;
  };
}
