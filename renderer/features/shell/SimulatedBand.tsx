import { useEffect } from 'react';
import { answersWords } from '../../../contract/answers-words.ts';
import type { RunSummary } from '../../../contract/views.ts';
import { useDesk } from '../../state/desk-context.ts';
import type { DeskState } from '../../state/desk-state.ts';

/** The rehearsal on the screen, run or report; null everywhere else. */
export function rehearsalShown({ route, run, home }: DeskState): Pick<RunSummary, 'title'> | null {
  if (route.screen !== 'run' && route.screen !== 'report') return null;
  if (route.screen === 'run' && run?.header.runId === route.runId)
    return run.header.mode === 'rehearsal' ? run.header : null;
  const summary = home?.runs.find((one) => one.runId === route.runId);
  return summary?.mode === 'rehearsal' ? summary : null;
}

/** The upper edge of the frame around a rehearsal: nobody who looks over a shoulder takes it for the real thing. */
export function SimulatedBand() {
  const title = useDesk((state) => rehearsalShown(state)?.title ?? null);
  const isReport = useDesk((state) => state.route.screen === 'report');
  const words = useDesk(spokenFor);
  useEffect(() => {
    if (!isReport || title === null) return;
    document.title = `SIMULATED · Report of ${title} · Holdpoint`;
    return () => {
      document.title = 'Holdpoint';
    };
  }, [isReport, title]);
  if (title === null) return null;
  return (
    <p className="simulated-band">
      <strong>SIMULATED</strong>
      <span className="clip">
        Rehearsal of {title}: the same rules and the same log, no host is touched.{words}
      </span>
      <strong aria-hidden="true">SIMULATED</strong>
    </p>
  );
}

/** Whose words are not their own. */
function spokenFor({ run, route }: DeskState): string {
  const answers = route.screen === 'run' ? run?.header.answers : undefined;
  if (answers === undefined) return '';
  const words = answersWords(answers);
  return ` ${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}
