import type { OutputLine } from '../../state/output-buffer.ts';

export type OutputChoice = 'all' | 'stdout' | 'stderr';

/** `stdout` also stands for the body of an HTTP answer: what is not an error stream. */
export function shownLines(lines: readonly OutputLine[], choice: OutputChoice): readonly OutputLine[] {
  if (choice === 'all') return lines;
  return lines.filter((line) => (line.stream === 'stderr') === (choice === 'stderr'));
}
