import { useEffect, useRef } from 'react';
import type { OpenQuestions } from '../../../contract/questions.ts';
import { isAudible } from '../../sound/sound-rules.ts';
import { createPlayer, type Player } from '../../sound/tones.ts';
import { useDeskStore } from '../../state/desk-context.ts';

/** A question nobody was asked before sounds once, like every other thing that needs a person. Forty at once are one. */
export function useQuestionSound(open: OpenQuestions | null): void {
  const store = useDeskStore();
  const heard = useRef<ReadonlySet<string> | null>(null);
  const player = useRef<Player | null>(null);
  useEffect(() => {
    player.current = createPlayer(window, () => undefined);
    return () => player.current?.close();
  }, []);
  useEffect(() => {
    if (open === null) return;
    const now = new Set([
      ...open.questions.map(({ questionId, attempt }) => `${questionId} ${attempt}`),
      ...open.waiting.map(({ runId, stepId }) => `${runId} ${stepId}`),
    ]);
    const before = heard.current;
    heard.current = now;
    const isNew = [...now].some((one) => before?.has(one) !== true);
    if (isNew && isAudible('needs-you', store.getState().sound, 'live')) player.current?.play('needs-you');
  }, [open, store]);
}
