import type {
  CheckCell,
  EnvironmentSummary,
  EnvironmentTarget,
  InfrastructureItem,
  RagReason,
} from '../../../contract/environments.ts';
import type { DocumentSummary } from '../../../contract/workspace-views.ts';
import { type Coloured, environmentColour, ragOf, type Seen, targetColour } from '../../domain/environment/colours.ts';
import { type EnvironmentModel, ownClockColumn } from '../../domain/environment/environment-model.ts';
import { itemNow, nothingSaid } from '../../domain/environment/item-state.ts';
import { type StateNow, stateOf } from '../../domain/environment/series-memory.ts';
import { addressOf } from '../../domain/plan/preview.ts';
import type { EnvironmentBook } from './environment-book.ts';
import type { EnvironmentSaid } from './environment-log.ts';
import type { RunningCheck } from './running-check.ts';

/** Everything known of one environment at a moment. */
export interface EnvironmentFacts {
  readonly model: EnvironmentModel;
  readonly book: EnvironmentBook;
  readonly said: EnvironmentSaid;
  readonly document: DocumentSummary;
  readonly running: RunningCheck | null;
  readonly nextWindow: EnvironmentSummary['nextWindow'];
  readonly now: number;
}

/** The parts of a view, each made once. */
export interface EnvironmentShown {
  readonly summary: EnvironmentSummary;
  readonly targets: readonly EnvironmentTarget[];
  readonly cells: readonly CheckCell[];
  readonly items: readonly InfrastructureItem[];
}

export function environmentShown(facts: EnvironmentFacts): EnvironmentShown {
  const cells = cellsOf(facts);
  const targets = targetsOf(facts, cells);
  const items = itemsOf(facts);
  return { summary: summaryOf(facts, { targets, items, cells }), targets, cells, items };
}

function stateAt({ book, model, now }: EnvironmentFacts, column: string, target: string | null): StateNow {
  return stateOf(book.memory(column, target), { now, staleAfterMs: model.staleAfterMs });
}

/** Every column on each target that is asked it, then what is asked of the environment itself. */
function cellsOf(facts: EnvironmentFacts): CheckCell[] {
  const { model, book } = facts;
  const indexes = new Map(model.columns.map(({ id }, index) => [id, index]));
  const cell = (id: string, target: { readonly name: string; readonly index: number } | null): CheckCell[] => {
    const column = indexes.get(id);
    if (column === undefined) return [];
    const memory = book.memory(id, target?.name ?? null);
    const { state, text, cure } = stateAt(facts, id, target?.name ?? null);
    const { trend = '' } = memory ?? {};
    return [{ column, target: target?.index ?? null, state, at: memory?.newest.at ?? null, text, cure, trend }];
  };
  const ofTargets = model.targets.flatMap(({ name }, index) =>
    (model.asked.get(name) ?? []).flatMap((id) => cell(id, { name, index })),
  );
  return [...ofTargets, ...model.columns.filter(({ kind }) => kind === 'item').flatMap(({ id }) => cell(id, null))];
}

function targetsOf({ model, now }: EnvironmentFacts, cells: readonly CheckCell[]): EnvironmentTarget[] {
  const byTarget = new Map<number, Seen[]>();
  for (const { column, target, state, text, at } of cells) {
    if (target === null) continue;
    const seen = byTarget.get(target) ?? [];
    seen.push({ title: titleOf(model, column), state, text, at });
    byTarget.set(target, seen);
  }
  return model.targets.map((target, index) => ({
    name: target.name,
    kind: target.kind,
    address: addressOf(target),
    labels: target.labels,
    groups: target.groups ?? [],
    ...targetColour(byTarget.get(index) ?? [], now),
  }));
}

function titleOf({ columns }: EnvironmentModel, index: number): string {
  const column = columns[index];
  return column?.kind === 'reach' ? `to ${column.title}` : (column?.title ?? '');
}

function itemsOf(facts: EnvironmentFacts): InfrastructureItem[] {
  const { model, said, nextWindow: window, now } = facts;
  return model.items.map((item) => {
    const check = item.column === null ? null : worstAt(facts, item.column);
    return itemNow(item, said.items.get(item.id) ?? nothingSaid, { now, window, check });
  });
}

const bySeverity = { bad: 0, unknown: 1, flapping: 2, warning: 3, never: 4, stale: 5, good: 6 } as const;

/** Of a check that many targets are asked, the worst answer speaks for the item. */
function worstAt(facts: EnvironmentFacts, column: string): StateNow {
  const { model } = facts;
  const targets = column.startsWith('item:')
    ? [null]
    : model.targets.filter(({ name }) => model.asked.get(name)?.includes(column)).map(({ name }) => name);
  const states = targets.map((target) => stateAt(facts, column, target));
  const [worst] = states.toSorted((one, other) => bySeverity[one.state] - bySeverity[other.state]);
  return worst ?? { state: 'never', text: 'Never asked.', cure: null };
}

type Parts = Pick<EnvironmentShown, 'targets' | 'items' | 'cells'>;

function summaryOf(facts: EnvironmentFacts, { targets, items, cells }: Parts): EnvironmentSummary {
  const { model, said, document, running, nextWindow } = facts;
  const count = (rag: RagReason['rag']) => targets.filter((target) => target.rag === rag).length;
  const parts: Coloured[] = [
    ...targets.map(({ name, rag, because }) => ({ name, rag, because })),
    ...items.map(({ text, rag, because }) => ({ name: text, rag, because })),
    ...ownParts(model, cells),
  ];
  return {
    ...{ key: model.key, title: model.title, rank: model.rank, revision: document.revision },
    ...{ timezone: model.timezone, staleAfterMs: model.staleAfterMs, errors: document.errors },
    targets: targets.length,
    ...environmentColour(parts, targets.length),
    ...{ red: count('red'), amber: count('amber'), green: count('green') },
    checked: checkedOf(said),
    running: running?.progress() ?? null,
    nextWindow,
    items: items.length,
    itemsValidated: items.filter(({ state }) => state === 'validated').length,
  };
}

/** What is asked of the environment as a whole; a clock nobody could compare is nothing. */
function ownParts(model: EnvironmentModel, cells: readonly CheckCell[]): Coloured[] {
  return cells.flatMap(({ target, column, state, text }) => {
    const id = model.columns[column]?.id;
    if (target !== null || id !== ownClockColumn.id || state === 'never' || state === 'stale') return [];
    return [{ name: ownClockColumn.title, rag: ragOf(state), because: text }];
  });
}

export function checkedOf({ checked }: EnvironmentSaid): EnvironmentSummary['checked'] {
  if (checked === null) return null;
  const { actor, recordedAt, data } = checked;
  return {
    ...{ by: actor.person, via: actor.via, at: data.endedAt, recordedAt },
    ...{ targets: data.targets, bad: data.bad },
  };
}

/** A document with errors: nothing can be asked until it is corrected. */
export function brokenSummary(
  document: DocumentSummary,
  said: EnvironmentSaid,
  nextWindow: EnvironmentSummary['nextWindow'],
): EnvironmentSummary {
  const errors = Math.max(1, document.errors);
  return {
    ...{ key: document.key, title: document.title, rank: null, revision: document.revision },
    ...{ timezone: 'UTC', staleAfterMs: 86_400_000, errors, targets: 0 },
    ...{ rag: 'red', because: `The document has ${errors === 1 ? 'an error' : `${errors} errors`}: correct it.` },
    ...{ red: 0, amber: 0, green: 0, checked: checkedOf(said), running: null, nextWindow, items: 0, itemsValidated: 0 },
  };
}
