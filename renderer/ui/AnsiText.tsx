import { memo } from 'react';
import { spansOf } from '../format/ansi.ts';

/** Text from outside: never markup, never obeyed. */
export const AnsiText = memo(function AnsiText({ line }: { readonly line: string }) {
  const spans = spansOf(line);
  return spans.map((span, index) =>
    span.color === null && !span.isBold ? (
      span.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: spans of one line never move
      <span key={index} data-ansi={span.color} data-bold={span.isBold}>
        {span.text}
      </span>
    ),
  );
});
