import type { phases } from '../../../contract/plan.ts';
import { plainWords } from './plain-words.ts';

export type Phase = (typeof phases)[number];

const hypercare = /hypercare|early life|stabili[sz]|nachbetreuung|warranty|\bels\b|aftercare/;
const post =
  /\b(post|nach|after)\b|^post|nachbereit|nacharbeit|nachlauf|abschluss|closing|close out|closure|wrap up|ramp up|hochlauf|validation|validierung|verification|\bpruefung|smoke|business check|follow up|aufraeum|clean ?up/;
const pre =
  /\b(pre|vor|before|prior|prep)\b|^pre(?!s)|prep|vorbereit|vorlauf|vorarbeit|readiness|ramp down|rampdown|herunterfahr|planning|planung|planen|freeze|initial|kick off|t minus|before/;
const cutover =
  /cut ?over|umstell|migrat|go ?live|deploy|execut|durchfuehr|umsetz|ausfuehr|implement|downtime|switch|produktivsetz|inbetriebnahme|installation|release|rollout|main|haupt|transition|upgrade|einspiel/;
const backout = /\b(back ?out|roll ?back|fall ?back|rueckfall|rueckbau|ruecknahme|contingency|notfall)/;

/** The phase a name of the trade stands for; null = none that is known. */
export function phaseNamed(name: string): Phase | null {
  const words = plainWords(name);
  if (hypercare.test(words)) return 'hypercare';
  // "Post go-live" and "Pre-cutover" name the cutover too: what stands before it decides.
  if (post.test(words)) return 'post';
  if (pre.test(words)) return 'pre';
  return cutover.test(words) ? 'cutover' : null;
}

/** A section that undoes the plan is no part of its way forward. */
export function isBackoutSection(name: string): boolean {
  if (!/back|fall|r(ü|ue)ck|conting|notfall/i.test(name)) return false;
  const words = plainWords(name);
  return backout.test(words) && !/\b(prep|test|plan|backup|vorbereit)/.test(words);
}

/** Each name in the order it first appears → its phase. Unknown ones take their place between the known. */
export function phasesOf(names: readonly string[]): ReadonlyMap<string, Phase> {
  const order = [...new Set(names)];
  const known = order.map(phaseNamed);
  const hasKnown = known.some((phase) => phase !== null);
  return new Map(
    order.map((name, index) => {
      const own = known[index] ?? null;
      return [name, own ?? (hasKnown ? between(known, index) : byPlace(index, order.length))];
    }),
  );
}

/** The phase of the known one before; what stands before the first of the cutover prepares it. */
function between(known: readonly (Phase | null)[], index: number): Phase {
  const before = known.slice(0, index).findLast((phase) => phase !== null);
  if (before !== undefined && before !== null)
    return before === 'pre' && !after(known, index, 'pre') ? 'cutover' : before;
  return after(known, index, 'cutover') ? 'pre' : 'cutover';
}

function after(known: readonly (Phase | null)[], index: number, phase: Phase): boolean {
  return known.slice(index + 1).includes(phase);
}

function byPlace(index: number, count: number): Phase {
  if (count === 1) return 'cutover';
  if (index === 0) return 'pre';
  return index === count - 1 ? 'post' : 'cutover';
}
