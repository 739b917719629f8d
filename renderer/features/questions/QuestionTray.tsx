import { useState } from 'react';
import type { OpenQuestions } from '../../../contract/questions.ts';
import { counted } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { QuestionForm } from './QuestionForm.tsx';
import { groupsOf, titleOf } from './question-groups.ts';
import { UnlockLine } from './UnlockLine.tsx';
import { useQuestionSound } from './use-question-sound.ts';

/** What waits for an answer only a person can give, over every room. It pushes the room down and covers nothing. */
export function QuestionTray() {
  const open = useDesk((state) => state.questions);
  useQuestionSound(open);
  if (open === null || (open.questions.length === 0 && open.waiting.length === 0)) return null;
  return (
    <section className="question-tray" id="questions" aria-label="Questions for you">
      {needsVault(open) && <UnlockLine open={open} />}
      <QuestionGroups open={open} />
    </section>
  );
}

/** One form at a time; the others are one line each, so that Hold and Abort stay on the screen. */
function QuestionGroups({ open }: { readonly open: OpenQuestions }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const groups = groupsOf(open.questions);
  const shown = groups.find(({ key }) => key === chosen) ?? groups[0];
  if (shown === undefined) return null;
  return (
    <>
      <QuestionForm group={shown} vault={open.vault} key={`${shown.key} ${shown.first.attempt}`} />
      {groups.length > 1 && (
        <p className="question-others">
          <span className="dim">{counted(groups.length - 1, 'more question')}:</span>
          {groups
            .filter((group) => group !== shown)
            .slice(0, 8)
            .map((group) => (
              <button type="button" className="plain-button clip" key={group.key} onClick={() => setChosen(group.key)}>
                {titleOf(group)}
                {group.first.attempt > 1 && ' · wrong before'}
              </button>
            ))}
          {groups.length > 9 && <span className="dim">and {groups.length - 9} more</span>}
        </p>
      )}
    </>
  );
}

function needsVault({ questions, waiting, vault }: OpenQuestions): boolean {
  return waiting.length > 0 || (vault === 'locked' && questions.some(({ isInLockedVault }) => isInLockedVault));
}
