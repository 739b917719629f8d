import type { SurveyQuestion } from '../../core/ports/shell.ts';
import type { Survey } from '../../domain/preflight/survey.ts';
import type { Identities } from './identities.ts';

/** Ends a survey in its time, whatever the target does. While a person unlocks a key the time stands still. */
export function withinTime(
  question: SurveyQuestion,
  identities: Identities,
  survey: (signal: AbortSignal) => Promise<Survey>,
): Promise<Survey> {
  const { withinMs, signal } = question;
  const stop = new AbortController();
  return new Promise((resolve) => {
    const end = (answer: Survey) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', givenUp);
      resolve(answer);
      stop.abort();
    };
    const late = () => {
      if (identities.isAsking) timer = setTimeout(late, withinMs);
      else end(inTime(`It did not answer within ${Math.round(withinMs / 1000)} s. ${ADVICE}`));
    };
    const givenUp = () => end(inTime(`The question was given up before it answered. ${ADVICE}`));
    let timer = setTimeout(late, withinMs);
    signal.addEventListener('abort', givenUp, { once: true });
    if (signal.aborted) givenUp();
    survey(stop.signal).then(end, (error: unknown) =>
      end({ kind: 'failed', stage: 'route', reason: `Holdpoint failed while it asked: ${String(error)}. Ask again.` }),
    );
  });
}

const ADVICE = 'Check that the host is up and its sshd answers, then check again.';

function inTime(reason: string): Survey {
  return { kind: 'failed', stage: 'time', reason };
}
