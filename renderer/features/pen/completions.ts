import type { RunView, StepView } from '../../../contract/views.ts';

/** What a name begun with @ or # could become. */
export interface Completion {
  /** Written in place of what was typed. */
  readonly insert: string;
  readonly name: string;
  readonly more: string;
}

export interface Token {
  readonly kind: 'person' | 'step';
  /** From the @ or # to the caret. */
  readonly from: number;
  readonly to: number;
  readonly query: string;
}

const SHOWN = 6;

/** The name the caret stands in; an address like a@b is none. */
export function tokenAt(text: string, caret: number): Token | null {
  const before = text.slice(0, caret);
  const found = /(^|[\s(,;])([@#])([^\s@#]*)$/.exec(before);
  if (found === null) return null;
  const query = found[3] ?? '';
  return { kind: found[2] === '@' ? 'person' : 'step', from: caret - query.length - 1, to: caret, query };
}

export interface Namable {
  readonly people: RunView['people'];
  readonly steps: readonly StepView[];
  /** Proposed first after a bare #. */
  readonly selected: string | null;
}

export function completionsFor(token: Token, { people, steps, selected }: Namable): readonly Completion[] {
  const query = token.query.toLowerCase();
  if (token.kind === 'person') {
    return people
      .filter((one) => matches(query, one.name, one.role))
      .map((one) => ({ insert: `@${one.name}`, name: one.name, more: one.role }))
      .slice(0, SHOWN);
  }
  return [...steps]
    .filter((step) => matches(query, step.id, step.title, String(step.index + 1)))
    .sort((a, b) => Number(b.id === selected) - Number(a.id === selected) || rank(query, a) - rank(query, b))
    .slice(0, SHOWN)
    .map((step) => ({ insert: `#${step.id}`, name: `${step.index + 1} ${step.title}`, more: step.id }));
}

function matches(query: string, ...texts: readonly string[]): boolean {
  return texts.some((text) => {
    const low = text.toLowerCase();
    return low.startsWith(query) || low.split(/[\s\-_/]+/).some((word) => word.startsWith(query));
  });
}

function rank(query: string, step: StepView): number {
  return step.id.toLowerCase().startsWith(query) ? 0 : 1;
}

/** The text with the name written out, and where the caret goes. */
export function completed(text: string, token: Token, { insert }: Completion): { text: string; caret: number } {
  const rest = text.slice(token.to).replace(/^ /, '');
  const head = `${text.slice(0, token.from)}${insert} `;
  return { text: head + rest, caret: head.length };
}

/** The step a note is about: the first # that names one. */
export function stepNamed(text: string, steps: readonly StepView[]): StepView | null {
  const named = [...text.matchAll(/(?:^|[\s(,;])#([a-z][a-z0-9-]*)/g)].map((found) => found[1]);
  for (const id of named) {
    const step = steps.find((one) => one.id === id?.replace(/-+$/, ''));
    if (step !== undefined) return step;
  }
  return null;
}
