import type { FrozenItem } from '../../../contract/checklist-item.ts';
import type { ChecklistText } from '../../../contract/documents/checklist.ts';
import { readOffset } from '../../../contract/documents/duration.ts';
import { stepIdSchema } from '../../../contract/ids.ts';
import type { EvidenceDemand, ItemDue } from '../../../contract/plan.ts';
import type { ResolvedWallTime, ResolveWallTime } from '../plan/wall-time.ts';

type ItemText = ChecklistText['items'][number];

export interface FrozenItems {
  readonly items: readonly FrozenItem[];
  /** Due times that do not exist in the zone, as sentences. */
  readonly faults: readonly DueFault[];
}

export interface DueFault {
  readonly itemId: string;
  /** Of the item, from 0. */
  readonly position: number;
  readonly message: string;
  readonly cure: string;
}

/** The items of a document as a pass keeps them: dates and wall times are instants of the zone from now on. */
export function freezeItems(texts: readonly ItemText[], zone: string, resolve: ResolveWallTime): FrozenItems {
  const faults: DueFault[] = [];
  const items = texts.map((item, position): FrozenItem => {
    const due = item.due === undefined ? null : dueOf(item.due, (wall) => resolve(wall, zone));
    if (due !== null && 'fault' in due) faults.push({ itemId: item.id, position, ...due.fault });
    return {
      id: stepIdSchema.parse(item.id),
      text: item.text,
      responsible: item.responsible ?? null,
      due: due === null || 'fault' in due ? null : due,
      evidence: demandsOf(item.evidence),
      fourEyes: item.fourEyes ?? false,
    };
  });
  return { items, faults };
}

export function demandsOf(evidence: ItemText['evidence']): EvidenceDemand[] {
  return (evidence ?? []).map((demand) => ({
    id: stepIdSchema.parse(demand.id),
    text: demand.text,
    type: demand.type ?? 'text',
    required: demand.required ?? true,
  }));
}

type Resolve = (wall: string) => ResolvedWallTime;

/** A date means its end: the last minute of the day that the zone's clock knows once. */
function dueOf(
  text: string,
  resolve: Resolve,
): ItemDue | { readonly fault: { readonly message: string; readonly cure: string } } {
  const offsetMs = readOffset(text);
  if (offsetMs !== undefined) return { text, offsetMs, at: null };
  const walls = text.includes('T') ? [text] : ['23:59', '22:59', '21:59', '12:00'].map((clock) => `${text}T${clock}`);
  let last: Exclude<ResolvedWallTime, { kind: 'instant' }> | null = null;
  for (const wall of walls) {
    const resolved = resolve(wall);
    if (resolved.kind === 'instant') return { text, offsetMs: null, at: resolved.at };
    last ??= resolved;
  }
  return { fault: { message: last?.message ?? `${text} is no time.`, cure: last?.cure ?? 'Write a date.' } };
}
