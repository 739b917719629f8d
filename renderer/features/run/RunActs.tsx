import { useDesk } from '../../state/desk-context.ts';
import { verdictOn } from '../../state/verdicts.ts';
import { ActButton } from '../../ui/ActButton.tsx';

/** The acts on the whole run. What the rules refuse now stays visible, with the reason. */
export function RunActs() {
  const header = useDesk((state) => state.run?.header);
  const ask = useDesk((state) => state.asks.run);
  const connection = useDesk((state) => state.connection);
  const commandRun = useDesk((state) => state.commandRun);
  const openPanel = useDesk((state) => state.openPanel);
  if (header === undefined) return null;
  const shut = connection === 'connected' ? null : 'No connection to Holdpoint: nothing you ask would be recorded.';
  const verdict = (action: string) => verdictOn(header.allowedActions, action, shut);
  const isHeld = header.held.length > 0;
  const isOpen = header.endedAt === null;
  const isBefore = header.life === 'draft' || header.life === 'armed';
  return (
    <fieldset className="run-acts" aria-label="Run">
      {ask !== undefined && <AskedRun />}
      {isBefore && (
        <ActButton verdict={verdict('start')} variant="filled" onPress={() => openPanel('start')}>
          Start…
        </ActButton>
      )}
      {isBefore && (
        <ActButton verdict={verdict('cancel')} onPress={() => openPanel('cancel')}>
          Cancel…
        </ActButton>
      )}
      {header.proposedClosure !== null && isOpen && (
        <ActButton verdict={verdict('close')} variant="filled" onPress={() => openPanel('close')}>
          Close…
        </ActButton>
      )}
      {!isBefore && isOpen && isHeld && (
        <ActButton
          verdict={verdict('resume')}
          variant="filled"
          onPress={() => void commandRun({ type: 'resume' }, 'Resume the run')}
        >
          Resume
        </ActButton>
      )}
      {!isBefore && isOpen && (
        <ActButton verdict={verdict('hold')} onPress={() => void commandRun({ type: 'hold' }, 'Hold the run')}>
          Hold <kbd>H</kbd>
        </ActButton>
      )}
      {!isBefore && isOpen && (
        <ActButton verdict={verdict('abort')} color="danger" variant="outline" onPress={() => openPanel('abort')}>
          Abort…
        </ActButton>
      )}
      {!isOpen && (
        <a className="link" href={`#/runs/${header.runId}/report`}>
          Report
        </a>
      )}
    </fieldset>
  );
}

function AskedRun() {
  const ask = useDesk((state) => state.asks.run);
  const askAgain = useDesk((state) => state.askAgain);
  if (ask === undefined) return null;
  if (ask.phase !== 'unknown') return <span className="asked">{ask.label}: asked, waiting</span>;
  return (
    <span className="asked" data-phase="unknown">
      {ask.label}: no answer
      <button type="button" className="plain-button" onClick={() => void askAgain('run')}>
        Send again
      </button>
    </span>
  );
}
