import { useEffect, useState } from 'react';
import type { Finding } from '../../contract/errors.ts';
import { useDesk } from './desk-context.ts';

const AFTER_TYPING_MS = 300;

/** What is wrong with a text while it is typed: asked whenever the typing rests. */
export function useFindings(text: string): readonly Finding[] {
  const lint = useDesk((state) => state.lintText);
  const [findings, setFindings] = useState<readonly Finding[]>([]);
  useEffect(() => {
    let isWanted = true;
    const timer = setTimeout(() => {
      void lint(text).then((found) => isWanted && setFindings(found));
    }, AFTER_TYPING_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [text, lint]);
  return findings;
}
