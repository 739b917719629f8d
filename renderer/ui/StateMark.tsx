import type { ReactNode } from 'react';
import type { Shape, StateLook } from './state-words.ts';

interface StateMarkProps {
  readonly look: StateLook;
  /** The word is shown as a rule; alone, the shape carries it as its name. */
  readonly shapeOnly?: boolean;
}

export function StateMark({ look, shapeOnly = false }: StateMarkProps) {
  return (
    <span className="state" data-tone={look.tone}>
      <svg
        className="state-shape"
        viewBox="0 0 16 16"
        {...(shapeOnly ? { role: 'img', 'aria-label': look.word } : { 'aria-hidden': true })}
      >
        <title>{look.word}</title>
        {shapes[look.shape]}
      </svg>
      {shapeOnly ? null : <span className="state-word">{look.word}</span>}
    </span>
  );
}

const shapes: Readonly<Record<Shape, ReactNode>> = {
  ring: <circle className="outline" cx="8" cy="8" r="5.25" />,
  clock: (
    <>
      <circle className="outline" cx="8" cy="8" r="5.75" />
      <path className="outline" d="M8 4.6V8l2.3 1.6" />
    </>
  ),
  half: (
    <>
      <circle className="outline" cx="8" cy="8" r="5.75" />
      <path className="solid" d="M8 2.25a5.75 5.75 0 0 0 0 11.5z" />
    </>
  ),
  play: (
    <>
      <circle className="outline faded" cx="8" cy="8" r="6.25" />
      <path className="solid" d="M6.2 4.6v6.8L11.6 8z" />
    </>
  ),
  dashes: <circle className="outline dashed" cx="8" cy="8" r="5.5" />,
  waves: (
    <path
      className="outline thick"
      d="M2.5 6.4q1.4-1.8 2.75 0t2.75 0 2.75 0 2.75 0M2.5 10.4q1.4-1.8 2.75 0t2.75 0 2.75 0 2.75 0"
    />
  ),
  check: <path className="outline thick" d="M3 8.6 6.4 12 13 4.6" />,
  'check-mark': (
    <>
      <path className="outline thick" d="M1.6 8.8 4.6 12l5.2-7" />
      <path className="outline thick" d="M13.2 4v5" />
      <circle className="solid" cx="13.2" cy="12" r="1.05" />
    </>
  ),
  cross: <path className="outline thick" d="m4 4 8 8m0-8-8 8" />,
  question: (
    <>
      <rect className="hatched" x="1.25" y="1.25" width="13.5" height="13.5" rx="2" />
      <path className="outline" d="M5.9 6.2c0-1.3 1-2 2.2-2s2.1.8 2.1 1.9c0 1.6-2 1.6-2 3.3" />
      <circle className="solid" cx="8.2" cy="11.8" r="0.95" />
    </>
  ),
  skip: <path className="outline thick" d="M2.5 11c1-5 7-6.5 10-2.4M12.8 4.6v4.2H8.7" />,
  ban: (
    <>
      <circle className="outline" cx="8" cy="8" r="5.5" />
      <path className="outline" d="m4.2 11.8 7.6-7.6" />
    </>
  ),
  return: <path className="outline thick" d="M5.6 3.4 2.6 6.4l3 3M3 6.4h6.4a3.3 3.3 0 0 1 0 6.6H6" />,
};
