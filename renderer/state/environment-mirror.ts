import type { CheckCell, EnvironmentTarget, EnvironmentView, InfrastructureItem } from '../../contract/environments.ts';
import type { TopicMessage } from '../../contract/topics.ts';

/** An environment as the core last told it. */
export interface EnvironmentMirror extends Omit<EnvironmentView, 'cells'> {
  /** By column and target: see `cellKey`. */
  readonly cells: ReadonlyMap<string, CheckCell>;
}

export function cellKey(column: number, target: number | null): string {
  return `${column} ${target ?? ''}`;
}

/** The mirror after one more message; null = a patch before its snapshot. */
export function mirrored(
  mirror: EnvironmentMirror | null,
  message: TopicMessage<'environment'>,
): EnvironmentMirror | null {
  if (message.kind === 'snapshot') return { ...message.view, cells: withCells(new Map(), message.view.cells) };
  if (mirror === null) return null;
  return {
    ...mirror,
    summary: message.summary,
    cells: message.cells.length === 0 ? mirror.cells : withCells(mirror.cells, message.cells),
    targets: replaced(mirror.targets, message.targets, ({ name }: EnvironmentTarget) => name),
    items: replaced(mirror.items, message.items, ({ id }: InfrastructureItem) => id),
  };
}

function withCells(known: ReadonlyMap<string, CheckCell>, cells: readonly CheckCell[]) {
  const all = new Map(known);
  for (const cell of cells) all.set(cellKey(cell.column, cell.target), cell);
  return all;
}

function replaced<T>(all: T[], news: readonly T[], nameOf: (one: T) => string): T[] {
  if (news.length === 0) return all;
  const fresh = new Map(news.map((one) => [nameOf(one), one]));
  return all.map((one) => fresh.get(nameOf(one)) ?? one);
}
