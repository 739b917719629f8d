import { useEffect } from 'react';
import { useSounds } from '../../sound/use-sounds.ts';
import { useDesk } from '../../state/desk-context.ts';
import type { DeskState } from '../../state/desk-state.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { ChairLine } from '../chair/ChairLine.tsx';
import { IssuePane } from '../pen/IssuePane.tsx';
import { ProbeStrip } from '../probes/ProbeStrip.tsx';
import { Runsheet } from '../runsheet/Runsheet.tsx';
import { StepPane } from '../step/StepPane.tsx';
import { HeldStrip } from './HeldStrip.tsx';
import { NeedsYou } from './NeedsYou.tsx';
import { NextUp } from './NextUp.tsx';
import { needLines } from './needs.ts';
import { RunBand } from './RunBand.tsx';
import { RunLog } from './RunLog.tsx';
import { RunPanel } from './RunPanel.tsx';
import { SecretsPanel } from './SecretsPanel.tsx';
import { WindowBand } from './WindowBand.tsx';

/** The console. The bands on top are never scrolled away and never covered; panels push, they do not cover. */
export function RunScreen() {
  const mode = useDesk((state) => state.run?.header.mode);
  const problem = useDesk((state) => state.runProblem);
  const isOfIssues = useDesk((state) => state.route.screen === 'run' && state.route.view === 'issues');
  useFirstSelection();
  useSounds();
  useTransfers();
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
      <ChairLine />
      <ProbeStrip />
      <HeldStrip />
      <SecretsPanel />
      <RunPanel />
      <main className="run-columns">
        <div className="run-left">
          <NeedsYou />
          <NextUp />
        </div>
        <Runsheet />
        {isOfIssues ? <IssuePane /> : <StepPane />}
      </main>
      <RunLog />
    </div>
  );
}

/** Uploads on their way are heard of as long as their run is on the screen. */
function useTransfers(): void {
  const runId = useDesk((state) => (state.route.screen === 'run' ? state.route.runId : null));
  const followTransfers = useDesk((state) => state.followTransfers);
  useEffect(() => {
    followTransfers(runId);
    return () => followTransfers(null);
  }, [runId, followTransfers]);
}

/** A run opened without a step shows the one that most needs eyes: first what needs a person, then what runs. */
function useFirstSelection(): void {
  const first = useDesk(firstInNeed);
  const view = useDesk((state) => (state.route.screen === 'run' ? state.route.view : 'gantt'));
  const selectInRun = useDesk((state) => state.selectInRun);
  useEffect(() => {
    if (first !== null) selectInRun({ stepId: first, view });
  }, [first, view, selectInRun]);
}

function firstInNeed({ run, route, questions }: DeskState): string | null {
  if (run === null || route.screen !== 'run' || route.stepId !== null) return null;
  const need = needLines(run.steps, run.header, questions?.waiting).find((line) => line.stepId !== null);
  return need?.stepId ?? run.steps.find((step) => step.state === 'running')?.id ?? null;
}
