import type { FrozenItem } from '../../../contract/checklist-item.ts';
import type { EventData, EventOf, EventType } from '../../../contract/events.ts';
import type { EvidenceValue } from '../../../contract/evidence.ts';
import type { PassId } from '../../../contract/ids.ts';

export type ChecklistEventType = Extract<EventType, `checklist.${string}`>;
export type ChecklistEvent = { [T in ChecklistEventType]: EventOf<T> }[ChecklistEventType];

/** Somebody said it: who, when it was, when it was written down, how sure we are. */
export interface Said {
  readonly by: string;
  readonly role: string | null;
  readonly onBehalfOf: string | null;
  readonly enteredBy: string | null;
  readonly at: number;
  readonly recordedAt: number;
  readonly via: string;
  readonly assurance: string;
  /** A note, or the reason where one is asked for. */
  readonly note: string | null;
}

/** One use of a stored checklist, as the fold over its own journal. */
export interface PassState {
  readonly passId: PassId;
  readonly document: EventData<'checklist.opened'>['document'];
  readonly title: string;
  readonly subject: EventData<'checklist.opened'>['subject'];
  readonly t0: number | null;
  readonly timezone: string;
  readonly opened: Said;
  readonly items: readonly ItemState[];
  /** Notes that belong to no item. */
  readonly notes: readonly Said[];
  readonly closed: (Said & { readonly open: readonly string[] }) | null;
  /** Sequence of the last change of the pass itself: opened, T0, closed. */
  readonly changedSeq: number;
  readonly lastSeq: number;
}

export interface ItemState {
  readonly item: FrozenItem;
  readonly ticks: readonly Said[];
  readonly skips: readonly Said[];
  readonly given: readonly (Said & { readonly evidenceId: string; readonly value: EvidenceValue })[];
  readonly notes: readonly Said[];
  readonly changedSeq: number;
}

export function itemNamed(pass: PassState, itemId: string): ItemState | null {
  return pass.items.find(({ item }) => item.id === itemId) ?? null;
}
