import { isMap, isScalar, isSeq, type Scalar, visit } from 'yaml';
import { readDependency } from '../../../contract/documents/dependency.ts';
import type { Splice } from '../../../contract/editing.ts';
import { variableOf } from '../plan/environment.ts';
import type { Layout } from './layout.ts';

/** A place that names a step, and where in the text its id stands there. */
export interface Reference {
  readonly kind: 'after' | 'clock' | 'output';
  /** Of the row it stands in; null = outside the steps. */
  readonly row: number | null;
  /** In the `after` of the row itself, which the table shows. */
  readonly isOwnAfter: boolean;
  readonly from: number;
  readonly to: number;
  /** What stands there now. */
  readonly text: string;
}

/** Every place in the document that names the step, its own id left out. */
export function referencesTo(layout: Layout, id: string): readonly Reference[] {
  const found: Reference[] = [];
  for (const [row, item] of layout.items.entries()) {
    for (const field of item.map?.fields ?? []) {
      if (field.node === null || field.key === 'id') continue;
      visit(field.node, {
        Scalar: (key, node, path) => {
          if (key === 'key') return;
          const parent = path.at(-1);
          const above = path.at(-2);
          const listName = parent === field.node ? field.key : nameOf(above);
          const isAfter = isSeq(parent) && listName === 'after';
          found.push(
            ...inScalar(layout, node, { id, row, after: isAfter, isOwnAfter: isAfter && parent === field.node }),
          );
        },
      });
    }
  }
  return [...found, ...inClocks(layout, id)];
}

function nameOf(above: unknown): string | null {
  if (typeof above !== 'object' || above === null || !('key' in above)) return null;
  return isScalar(above.key) && typeof above.key.value === 'string' ? above.key.value : null;
}

interface Looking {
  readonly id: string;
  readonly row: number;
  readonly after: boolean;
  readonly isOwnAfter: boolean;
}

function inScalar({ text }: Layout, node: Scalar, { id, row, after, isOwnAfter }: Looking): readonly Reference[] {
  const [from, to] = node.range ?? [0, 0];
  const source = text.slice(from, to);
  if (after) {
    const named = typeof node.value === 'string' ? readDependency(node.value) : undefined;
    if (named?.step !== id || named.run !== null) return [];
    const at = from + source.indexOf(id);
    return [{ kind: 'after', row, isOwnAfter, from: at, to: at + id.length, text: id }];
  }
  const outputs = [...source.matchAll(/\$\{\{\s*steps\.([a-z][a-z0-9-]*)\./g)].flatMap((match): Reference[] => {
    const at = from + match.index + match[0].length - 1 - id.length;
    return match[1] === id ? [{ kind: 'output', row, isOwnAfter: false, from: at, to: at + id.length, text: id }] : [];
  });
  return [...outputs, ...variables(source, from, { id, row })];
}

/** In scripts an output is the variable HP_OUTPUT_STEP_NAME. */
function variables(source: string, offset: number, { id, row }: { id: string; row: number }): readonly Reference[] {
  const name = variableOf(id);
  const pattern = new RegExp(`\\bHP_OUTPUT_${name}(?=_[A-Z0-9_])`, 'g');
  return [...source.matchAll(pattern)].map((match) => {
    const to = offset + match.index + match[0].length;
    return { kind: 'output', row, isOwnAfter: false, from: to - name.length, to, text: name };
  });
}

function inClocks({ root }: Layout, id: string): readonly Reference[] {
  const clocks = root.fields.find((field) => field.key === 'clocks')?.node;
  if (!isSeq(clocks)) return [];
  return clocks.items.flatMap((clock) =>
    ['from', 'to'].flatMap((end): Reference[] => {
      const node = isMap(clock) ? clock.get(end, true) : null;
      if (!isScalar(node) || node.value !== id || node.range === undefined || node.range === null) return [];
      const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 1 : 0;
      const from = node.range[0] + quoted;
      return [{ kind: 'clock', row: null, isOwnAfter: false, from, to: from + id.length, text: id }];
    }),
  );
}

/** The step's references under another id. */
export function renamed(references: readonly Reference[], id: string): readonly Splice[] {
  return references.map(({ from, to, text, kind }) => {
    const isVariable = kind === 'output' && /^[A-Z0-9_]+$/.test(text);
    return { from, to, text: isVariable ? variableOf(id) : id };
  });
}
