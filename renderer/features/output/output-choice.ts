import type { OutputStream } from '../../../contract/events.ts';

export const outputChoices = ['all', 'stdout', 'stderr'] as const;
export type OutputChoice = (typeof outputChoices)[number];

/** `stdout` also stands for the body of an HTTP answer: what is not an error stream. */
export function streamsOf(choice: OutputChoice): readonly OutputStream[] | 'all' {
  if (choice === 'all') return 'all';
  return choice === 'stderr' ? ['stderr'] : ['stdout', 'body'];
}

/** How the lines are shown. */
export interface OutputLooks {
  readonly choice: OutputChoice;
  readonly isWrapped: boolean;
  readonly hasNumbers: boolean;
  readonly hasTimes: boolean;
  /** Sequences and controls as they came, instead of what a terminal would make of them. */
  readonly isRaw: boolean;
}

export const usualLooks: OutputLooks = {
  choice: 'all',
  isWrapped: false,
  hasNumbers: false,
  hasTimes: false,
  isRaw: false,
};
