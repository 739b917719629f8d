import { type PatternNode, type PatternSyntax, UnsupportedPattern } from './pattern-syntax.ts';

type State =
  | { readonly kind: 'match'; readonly id: number }
  | {
      readonly kind: 'character';
      readonly id: number;
      readonly accepts: (codePoint: number) => boolean;
      readonly next: State;
    }
  | {
      readonly kind: 'assertion';
      readonly id: number;
      readonly at: 'start' | 'end' | 'word' | 'no-word';
      readonly next: State;
    }
  | { readonly kind: 'save'; readonly id: number; readonly slot: number; readonly next: State }
  | { readonly kind: 'fork'; readonly id: number; first: State; second: State };

/** States of one expression; counted repetitions are written out. */
const MAX_STATES = 2000;

/** A search for the first match of an expression in a line, by group; group 0 is the whole. */
export function compileMachine({ root, groups }: PatternSyntax): (line: string) => Groups | null {
  const building = new Building();
  const match: State = { kind: 'match', id: building.id() };
  const end: State = { kind: 'save', id: building.id(), slot: 1, next: match };
  const start: State = { kind: 'save', id: building.id(), slot: 0, next: building.build(root, end) };
  const literal = requiredText(root);
  const size = building.id();
  return (line) => (line.includes(literal) ? search({ start, size, groups }, line) : null);
}

type Groups = readonly (string | undefined)[];
type Repetition = Extract<PatternNode, { kind: 'repetition' }>;

class Building {
  #states = 0;

  id(): number {
    if (this.#states >= MAX_STATES) throw new UnsupportedPattern('It is too large: its repetitions multiply.');
    return this.#states++;
  }

  /** The states of a node that lead on to `next`. */
  build(node: PatternNode, next: State): State {
    switch (node.kind) {
      case 'character':
        return { kind: 'character', id: this.id(), accepts: node.accepts, next };
      case 'assertion':
        return { kind: 'assertion', id: this.id(), at: node.at, next };
      case 'sequence':
        return node.parts.reduceRight((state, part) => this.build(part, state), next);
      case 'choice':
        return node.parts
          .map((part) => this.build(part, next))
          .reduceRight((second, first) => this.#fork(first, second));
      case 'group': {
        const close: State = { kind: 'save', id: this.id(), slot: 2 * node.index + 1, next };
        return { kind: 'save', id: this.id(), slot: 2 * node.index, next: this.build(node.of, close) };
      }
      case 'repetition':
        return this.#repetition(node, next);
    }
  }

  #fork(first: State, second: State): Extract<State, { kind: 'fork' }> {
    return { kind: 'fork', id: this.id(), first, second };
  }

  #repetition(node: Repetition, next: State): State {
    let state = next;
    if (node.max === Number.POSITIVE_INFINITY) {
      const loop = this.#fork(next, next);
      const body = this.build(node.of, loop);
      if (node.isGreedy) loop.first = body;
      else loop.second = body;
      state = loop;
    } else {
      for (let count = node.min; count < node.max; count++) {
        const body = this.build(node.of, state);
        state = node.isGreedy ? this.#fork(body, next) : this.#fork(next, body);
      }
    }
    for (let count = 0; count < node.min; count++) {
      state = this.build(node.of, state);
      this.id(); // also repetitions of nothing are counted, or x{0,9999999} of an empty group would go on for ever
    }
    return state;
  }
}

/** A text every match holds, to pass over most lines quickly; '' when there is none. */
function requiredText(node: PatternNode): string {
  if (node.kind === 'group') return requiredText(node.of);
  const parts = node.kind === 'sequence' ? node.parts : [node];
  let longest = '';
  let current = '';
  for (const part of parts) {
    current = part.kind === 'character' && part.literal !== null ? current + part.literal : '';
    if (current.length > longest.length) longest = current;
  }
  return longest;
}

/** Where groups begin and end, by slot: 2n and 2n + 1. */
type Slots = readonly (number | undefined)[];
interface Thread {
  readonly state: State;
  readonly slots: Slots;
}
interface Machine {
  readonly start: State;
  readonly size: number;
  readonly groups: number;
}
/** One position of the line: the ways to match that are alive there, the preferred first. */
interface Moment {
  readonly line: string;
  readonly at: number;
  /** By state: the last moment it was reached at, plus one. */
  readonly reached: Uint32Array;
  readonly threads: Thread[];
}

function search({ start, size, groups }: Machine, line: string): Groups | null {
  const reached = new Uint32Array(size);
  let threads: readonly Thread[] = [];
  let best: Slots | null = null;
  for (let at = 0; at <= line.length && (best === null || threads.length > 0); ) {
    const moment: Moment = { line, at, reached, threads: [] };
    for (const { state, slots } of threads) follow(state, slots, moment);
    if (best === null) follow(start, [], moment);
    const codePoint = line.codePointAt(at);
    const { alive, matched } = step(moment.threads, codePoint);
    best = matched ?? best;
    threads = alive;
    at += codePoint !== undefined && codePoint > 0xffff ? 2 : 1;
  }
  if (best === null) return null;
  const slots = best;
  return Array.from({ length: groups + 1 }, (_, group) => {
    const [from, to] = [slots[2 * group], slots[2 * group + 1]];
    return from === undefined || to === undefined ? undefined : line.slice(from, to);
  });
}

/** Takes one character; a match ends every way that is less preferred. */
function step(
  threads: readonly Thread[],
  codePoint: number | undefined,
): { readonly alive: readonly Thread[]; readonly matched: Slots | null } {
  const alive: Thread[] = [];
  for (const { state, slots } of threads) {
    if (state.kind === 'match') return { alive, matched: slots };
    if (state.kind === 'character' && codePoint !== undefined && state.accepts(codePoint)) {
      alive.push({ state: state.next, slots });
    }
  }
  return { alive, matched: null };
}

/** Goes on without taking a character, to each state once a moment. */
function follow(state: State, slots: Slots, moment: Moment): void {
  if (moment.reached[state.id] === moment.at + 1) return;
  moment.reached[state.id] = moment.at + 1;
  switch (state.kind) {
    case 'fork':
      follow(state.first, slots, moment);
      follow(state.second, slots, moment);
      return;
    case 'save':
      follow(state.next, withSlot(slots, state.slot, moment.at), moment);
      return;
    case 'assertion':
      if (holds(state.at, moment)) follow(state.next, slots, moment);
      return;
    default:
      moment.threads.push({ state, slots });
  }
}

function withSlot(slots: Slots, slot: number, at: number): Slots {
  const copy = slots.slice();
  copy[slot] = at;
  return copy;
}

const word = /^[A-Za-z0-9_]$/;

function holds(at: 'start' | 'end' | 'word' | 'no-word', moment: Moment): boolean {
  if (at === 'start') return moment.at === 0;
  if (at === 'end') return moment.at === moment.line.length;
  const isEdge = word.test(moment.line[moment.at - 1] ?? '') !== word.test(moment.line[moment.at] ?? '');
  return isEdge === (at === 'word');
}
