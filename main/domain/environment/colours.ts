import type { CheckState, RagReason } from '../../../contract/environments.ts';
import { durationText } from '../log/duration.ts';

/** One check, as far as colours are concerned. */
export interface Seen {
  readonly title: string;
  readonly state: CheckState;
  readonly text: string;
  readonly at: number | null;
}

const severity: readonly CheckState[] = ['bad', 'unknown', 'flapping', 'warning', 'never', 'stale', 'good'];

export function ragOf(state: CheckState): RagReason['rag'] {
  if (state === 'bad') return 'red';
  return state === 'good' ? 'green' : 'amber';
}

/** A target's colour is that of its worst check, with the sentence of the first such. */
export function targetColour(seen: readonly Seen[], now: number): RagReason {
  const worst = severity.find((state) => seen.some((one) => one.state === state));
  const [first, ...more] = seen.filter(({ state }) => state === worst);
  if (worst === undefined || first === undefined) return { rag: 'amber', because: 'Nothing is asked of it.' };
  if (worst === 'never')
    return {
      rag: 'amber',
      because: more.length + 1 === seen.length ? 'Never checked.' : `${first.title}: never checked.`,
    };
  if (worst === 'good') {
    const oldest = seen.reduce((age, { at }) => Math.max(age, at === null ? 0 : now - at), 0);
    const what = seen.length === 1 ? 'Its check is' : `All ${seen.length} checks are`;
    return { rag: 'green', because: `${what} good, asked ${ago(oldest)}.` };
  }
  const old = first.at === null || worst !== 'stale' ? '' : ` Asked ${ago(now - first.at)}.`;
  const others = more.length === 0 ? '' : ` (+${more.length})`;
  return { rag: ragOf(worst), because: `${first.title}: ${ended(first.text)}${old}${others}` };
}

/** Versions and numbers stand alone: as part of a reason they end like a sentence. */
function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

export interface Coloured extends RagReason {
  readonly name: string;
}

const order = { red: 0, amber: 1, green: 2 } as const;

/** Worst of its parts (targets, infrastructure, what is asked of it as a whole), and of which. */
export function environmentColour(parts: readonly Coloured[], targets: number): RagReason {
  const [worst] = parts.toSorted((one, other) => order[one.rag] - order[other.rag]);
  if (worst === undefined || targets === 0) return { rag: 'amber', because: 'It has no targets.' };
  const same = parts.filter(({ rag }) => rag === worst.rag);
  if (worst.rag === 'green') return { rag: 'green', because: allGood(targets, parts.length - targets) };
  const [first] = same;
  if (same.length === parts.length && same.every(({ because }) => because === first?.because)) {
    return { rag: worst.rag, because: first?.because ?? '' };
  }
  const more = same.length === 1 ? '' : ` ${same.length - 1} more ${same.length === 2 ? 'is' : 'are'} ${worst.rag}.`;
  return { rag: worst.rag, because: `${worst.name}: ${worst.because}${more}` };
}

function allGood(targets: number, others: number): string {
  const what = targets === 1 ? 'Its target is' : `All ${targets} targets are`;
  return others <= 0 ? `${what} good.` : `${what} good, and so is what else it needs.`;
}

/** `3 h ago`; what is just over is now. */
export function ago(ms: number): string {
  return ms < 60_000 ? 'just now' : `${durationText(ms)} ago`;
}
