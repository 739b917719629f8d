import type { PlannedTimes } from './planned-times.ts';
import type { StepLink } from './step-links.ts';

export interface Rolled {
  /** When the predecessors let it start; null = it has none, or nothing is known of them. */
  readonly released: number | null;
  readonly startAt: number | null;
  readonly endAt: number | null;
}

/** Earliest starts and ends from the planned starts on, along the dependencies. Steps in a cycle stay unknown. */
export function rollForward(
  times: readonly (PlannedTimes & { readonly fixedAt: number | null })[],
  links: readonly (readonly StepLink[])[],
): readonly Rolled[] {
  const rolled: (Rolled | undefined)[] = times.map(() => undefined);
  const waiting = links.map((list) => list.length);
  const followers = times.map((): number[] => []);
  for (const [index, list] of links.entries()) for (const { before } of list) followers[before]?.push(index);
  const ready = [...waiting.keys()].filter((index) => waiting[index] === 0);
  for (let at = 0; at < ready.length; at++) {
    const index = ready[at] ?? 0;
    rolled[index] = rollOne(times[index], links[index] ?? [], rolled);
    for (const next of followers[index] ?? []) {
      waiting[next] = (waiting[next] ?? 1) - 1;
      if (waiting[next] === 0) ready.push(next);
    }
  }
  return rolled.map((one) => one ?? { released: null, startAt: null, endAt: null });
}

function rollOne(
  own: (PlannedTimes & { readonly fixedAt: number | null }) | undefined,
  links: readonly StepLink[],
  rolled: readonly (Rolled | undefined)[],
): Rolled {
  const length = own?.duration?.min ?? 0;
  let released: number | null = null;
  let heldEnd: number | null = null;
  const latest = (a: number | null, b: number) => (a === null ? b : Math.max(a, b));
  for (const { before, type, lagMs } of links) {
    const other = rolled[before];
    const from = type === 'FS' || type === 'FF' ? other?.endAt : other?.startAt;
    if (from === null || from === undefined) continue;
    if (type === 'FS' || type === 'SS') released = latest(released, from + lagMs);
    else heldEnd = latest(heldEnd, from + lagMs);
  }
  const fixedAt = own?.fixedAt ?? null;
  const startAt = fixedAt === null ? released : latest(released, fixedAt);
  const end = startAt === null ? null : startAt + length;
  const endAt = heldEnd === null || end === null ? end : Math.max(end, heldEnd);
  return { released, startAt, endAt };
}
