import { useDesk } from '../../state/desk-context.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { StepPane } from '../step/StepPane.tsx';
import { HeldStrip } from './HeldStrip.tsx';
import { NeedsYou } from './NeedsYou.tsx';
import { NextUp } from './NextUp.tsx';
import { RunBand } from './RunBand.tsx';
import { RunLog } from './RunLog.tsx';
import { RunPanel } from './RunPanel.tsx';
import { Runsheet } from './Runsheet.tsx';
import { WindowBand } from './WindowBand.tsx';

/** The console. The two bands on top are never scrolled away and never covered; panels push, they do not cover. */
export function RunScreen() {
  const mode = useDesk((state) => state.run?.header.mode);
  const problem = useDesk((state) => state.runProblem);
  if (mode === undefined) {
    return (
      <RoomBody>
        {problem === null ? (
          <p className="dim" role="status">
            Reading the run …
          </p>
        ) : (
          <ProblemNote title="This run cannot be shown" problem={problem}>
            <a className="link" href="#/runs">
              All runs
            </a>
          </ProblemNote>
        )}
      </RoomBody>
    );
  }
  return (
    <div className="run" data-mode={mode}>
      <RunBand />
      <WindowBand />
      <HeldStrip />
      <RunPanel />
      <main className="run-columns">
        <div className="run-left">
          <NeedsYou />
          <NextUp />
        </div>
        <Runsheet />
        <StepPane />
      </main>
      <RunLog />
    </div>
  );
}
