import { useDesk } from '../../state/desk-context.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { stepLook } from '../../ui/state-words.ts';
import { StepActs } from './StepActs.tsx';
import { StepEnd } from './StepEnd.tsx';
import { StepTabs } from './StepTabs.tsx';
import { WhyBlocked } from './WhyBlocked.tsx';

/** The selected step: what can be done about it first, then everything known about it. */
export function StepPane() {
  const stepId = useDesk((state) => (state.route.screen === 'run' ? state.route.stepId : null));
  return (
    <aside className="panel step-pane" id="step-pane" tabIndex={-1} aria-label="Selected step">
      {stepId === null ? <Unselected /> : <Selected stepId={stepId} key={stepId} />}
    </aside>
  );
}

function Unselected() {
  return (
    <p className="quiet">
      Choose a step: <kbd>J</kbd> <kbd>K</kbd> move, <kbd>Enter</kbd> opens. Its acts, targets, live output and evidence
      appear here.
    </p>
  );
}

function Selected({ stepId }: { readonly stepId: string }) {
  const step = useDesk((state) => state.run?.steps.find((one) => one.id === stepId));
  const detail = useDesk((state) => state.detail);
  const problem = useDesk((state) => state.detailProblem);
  if (step === undefined) return <p className="quiet">This run has no step “{stepId}”.</p>;
  const facts = [step.kind, step.stream, step.phase, step.responsible].filter((fact) => fact !== null);
  return (
    <>
      <header className="step-head">
        <h2 title={step.id}>
          <span className="dim figures">{step.index + 1}</span> {step.title}
        </h2>
        <p className="step-facts">
          <StateMark look={stepLook(step)} />
          <span className="dim clip">{facts.join(' · ')}</span>
          {step.pointOfNoReturn && <span className="tag">◆ point of no return</span>}
        </p>
        <StepEnd step={step} />
        {step.stateReason !== null && <p className="step-reason">{step.stateReason}</p>}
      </header>
      {problem !== null && <ProblemNote title="The details of this step did not arrive" problem={problem} />}
      {detail !== null && (
        <>
          <StepActs detail={detail} />
          <WhyBlocked detail={detail} />
          <StepTabs detail={detail} />
        </>
      )}
    </>
  );
}
