import type { InfrastructureItem, ItemAct, RagReason } from '../../../contract/environments.ts';
import { stepIdSchema } from '../../../contract/ids.ts';
import { durationText } from '../log/duration.ts';
import type { ItemDocument } from './environment-model.ts';
import type { StateNow } from './series-memory.ts';

/** What was said of one item since the document was written: newest last. */
export interface ItemSaid {
  readonly acts: readonly ItemAct[];
  readonly changedSeq: number;
}

export const nothingSaid: ItemSaid = { acts: [], changedSeq: 0 };

export interface Around {
  readonly now: number;
  /** The next window of a runbook that goes to this environment. */
  readonly window: { readonly start: number; readonly end: number; readonly title: string } | null;
  /** What its check says; null = it has none. */
  readonly check: StateNow | null;
}

const DAY_MS = 86_400_000;
const RENEW_WITHIN_MS = 14 * DAY_MS;

/** An item as it stands: the document, what was said since, its check, and the calendar. */
export function itemNow(item: ItemDocument, said: ItemSaid, around: Around): InfrastructureItem {
  const last = said.acts.at(-1);
  const state = last?.state ?? item.state;
  const saidAt = (wanted: ItemAct['state']) => said.acts.findLast((act) => act.state === wanted)?.at ?? null;
  const orderedAt = saidAt('ordered') ?? item.orderedAt;
  const orderBy = around.window === null || item.leadTimeMs === null ? null : around.window.start - item.leadTimeMs;
  const { text, type, responsible, ci, leadTimeMs, expiresAt } = item;
  return {
    ...{ id: stepIdSchema.parse(item.id), text, type, responsible, ci, leadTimeMs, expiresAt, state, orderedAt },
    installedAt: saidAt('installed') ?? item.installedAt,
    ...colourOf({ ...item, state, orderedAt, orderBy }, around),
    orderBy,
    acts: said.acts.toReversed(),
    changedSeq: said.changedSeq,
  };
}

type Judged = Pick<ItemDocument, 'state' | 'orderedAt' | 'leadTimeMs' | 'expiresAt'> & {
  readonly orderBy: number | null;
};

function colourOf(item: Judged, around: Around): RagReason {
  const { check, now } = around;
  if (check?.state === 'bad') return { rag: 'red', because: check.text };
  const expiry = expiryColour(item, around);
  if (expiry?.rag === 'red') return expiry;
  const progress = progressColour(item, around);
  if (progress.rag === 'red') return progress;
  if (expiry !== null) return expiry;
  if (progress.rag === 'amber') return progress;
  if (check !== null && check.state !== 'good') return { rag: 'amber', because: check.text };
  return item.expiresAt === null
    ? progress
    : { rag: 'green', because: `Validated, good for ${durationText(item.expiresAt - now)}.` };
}

function expiryColour({ expiresAt, state }: Judged, { now, window }: Around): RagReason | null {
  if (expiresAt === null || state === 'needed' || state === 'ordered') return null;
  const day = dayText(expiresAt);
  if (expiresAt <= now) return { rag: 'red', because: `Expired on ${day}.` };
  if (window !== null && expiresAt < window.end) {
    return { rag: 'red', because: `Expires on ${day}, before the end of ${window.title}.` };
  }
  return expiresAt - now < RENEW_WITHIN_MS
    ? { rag: 'amber', because: `Expires in ${durationText(expiresAt - now)}, on ${day}.` }
    : null;
}

function progressColour(item: Judged, around: Around): RagReason {
  const { state } = item;
  if (state === 'validated') return { rag: 'green', because: 'Validated.' };
  if (state === 'installed') return soon('Installed, not validated', around);
  if (state === 'ordered') return orderedColour(item, around);
  const { orderBy } = item;
  if (orderBy === null) return soon('Not ordered yet', around);
  const late = around.now - orderBy;
  const lead = durationText(item.leadTimeMs ?? 0);
  if (late > 0) {
    return { rag: 'red', because: `Not ordered: with ${lead} of lead time it comes ${durationText(late)} too late.` };
  }
  return { rag: 'amber', because: `Not ordered yet: order it by ${dayText(orderBy)} (lead time ${lead}).` };
}

function orderedColour({ orderedAt, leadTimeMs }: Judged, around: Around): RagReason {
  const { window, now } = around;
  if (orderedAt === null || leadTimeMs === null) return soon('Ordered, not installed', around);
  const dueAt = orderedAt + leadTimeMs;
  if (window !== null && dueAt > window.start) {
    const late = durationText(dueAt - window.start);
    return { rag: 'red', because: `Ordered, due on ${dayText(dueAt)}: ${late} after ${window.title} begins.` };
  }
  if (dueAt < now) {
    return {
      rag: 'red',
      because: `Ordered and overdue: it was due on ${dayText(dueAt)}, ${durationText(now - dueAt)} ago.`,
    };
  }
  return { rag: 'amber', because: `Ordered, due on ${dayText(dueAt)}.` };
}

/** Within a day of the window, what is not there is red. */
function soon(what: string, { now, window }: Around): RagReason {
  if (window === null) return { rag: 'amber', because: `${what}.` };
  const left = window.start - now;
  if (left <= 0) return { rag: 'red', because: `${what}, and ${window.title} has begun.` };
  const begins = `${window.title} begins in ${durationText(left)}`;
  return { rag: left < DAY_MS ? 'red' : 'amber', because: `${what}: ${begins}.` };
}

function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
