import type { Others } from './answers.ts';

const othersWords: Readonly<Record<Others, string>> = {
  ask: 'the others by hand',
  go: 'the others by hand, Go given by order',
  'as-planned': 'the others as planned',
};
const aloneWords: Readonly<Record<Others, string>> = {
  ask: 'people answer by hand',
  go: 'people answer by hand, Go is given by order',
  'as-planned': 'people answer as planned',
};

interface Told {
  readonly fileName: string | null;
  readonly others: Others;
  /** Steps the file has an answer for. */
  readonly given: number;
}

/** Whose words in a rehearsal are not their own, in the middle of a sentence. */
export function answersWords({ fileName, others, given }: Told): string {
  if (given === 0) return aloneWords[others];
  const steps = given === 1 ? '1 step' : `${given} steps`;
  return `people answer from ${fileName ?? 'an answers file'} at ${steps}, ${othersWords[others]}`;
}
