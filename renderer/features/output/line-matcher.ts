import { plainText } from '../../format/ansi.ts';

export interface OutputQuery {
  readonly text: string;
  readonly isPattern: boolean;
  readonly isCaseSensitive: boolean;
}

/** What a person may have mistyped, in words; null = it can be searched. */
export function queryProblem(query: OutputQuery): string | null {
  if (!query.isPattern) return null;
  try {
    new RegExp(query.text, 'u');
    return null;
  } catch {
    return 'This is no regular expression.';
  }
}

/** Which of the lines match, by their place. Lines are matched as they are seen: without colours and controls. */
export function matchingLines(lines: readonly string[], query: OutputQuery): readonly number[] {
  const matches = matcherOf(query);
  return lines.flatMap((line, at) => (matches(plainText(line)) ? [at] : []));
}

function matcherOf({ text, isPattern, isCaseSensitive }: OutputQuery): (line: string) => boolean {
  if (isPattern) {
    const pattern = new RegExp(text, isCaseSensitive ? 'u' : 'iu');
    return (line) => pattern.test(line);
  }
  if (isCaseSensitive) return (line) => line.includes(text);
  const wanted = text.toLowerCase();
  return (line) => line.toLowerCase().includes(wanted);
}
