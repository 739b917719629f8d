import { createContext, useContext } from 'react';

/** How a step stands to the selected one. */
export type Relation = 'selected' | 'before' | 'behind' | 'other' | null;

interface Relations {
  readonly selected: string | null;
  readonly before: ReadonlySet<string>;
  readonly behind: ReadonlySet<string>;
  /** What the filter leaves; null = everything. */
  readonly shown: ReadonlySet<string> | null;
}

export const MapRelations = createContext<Relations>({
  selected: null,
  before: new Set(),
  behind: new Set(),
  shown: null,
});

export function useMapRelations(id: string): Relation {
  const { selected, before, behind, shown } = useContext(MapRelations);
  if (id === selected) return 'selected';
  if (shown !== null && !shown.has(id)) return 'other';
  if (before.has(id)) return 'before';
  return behind.has(id) ? 'behind' : null;
}
