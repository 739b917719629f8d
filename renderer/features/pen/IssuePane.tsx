import type { ReactNode } from 'react';
import type { IssueView } from '../../../contract/views.ts';
import { fullTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { IssueActs } from './IssueActs.tsx';
import { useChosenIssue } from './IssuesView.tsx';
import { SeverityMark } from './SeverityMark.tsx';

/** The chosen issue: what can be done about it first, then everything said about it. */
export function IssuePane() {
  const [issue] = useChosenIssue();
  return (
    <aside className="panel step-pane" id="issue-pane" tabIndex={-1} aria-label="Selected issue">
      {issue === null ? (
        <p className="quiet">No issue is selected.</p>
      ) : (
        <IssueFacts issue={issue} key={issue.issueId} />
      )}
    </aside>
  );
}

function IssueFacts({ issue }: { readonly issue: IssueView }) {
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const step = useDesk((state) => state.run?.steps.find((one) => one.id === issue.stepId));
  const selectInRun = useDesk((state) => state.selectInRun);
  const { resolved } = issue;
  return (
    <>
      <header className="step-head">
        <h2 className="wrap">{issue.text}</h2>
        <p className="step-facts">
          {resolved === null ? <SeverityMark severity={issue.severity} /> : <span className="dim">resolved</span>}
          <span className="dim">{issue.issueId}</span>
        </p>
      </header>
      <IssueActs issue={issue} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="tab-panel" tabIndex={0} aria-label="About the issue">
        <dl className="facts">
          {resolved !== null && (
            <Fact name="Resolved">
              {resolved.resolution}
              <span className="under">
                {resolved.by}, {fullTime(resolved.at, zone)}
              </span>
            </Fact>
          )}
          <Fact name="Owner">{issue.owner ?? 'nobody yet'}</Fact>
          <Fact name="Workaround">{issue.workaround ?? 'none known'}</Fact>
          <Fact name="Reference">{issue.reference ?? 'none'}</Fact>
          <Fact name="Decision">{issue.decision ?? 'none'}</Fact>
          <Fact name="Step">
            {step === undefined ? (
              'about no step'
            ) : (
              <button
                type="button"
                className="link-button"
                onClick={() => selectInRun({ stepId: step.id, target: null })}
              >
                {step.index + 1} {step.title}
              </button>
            )}
          </Fact>
          <Fact name="Raised">
            {issue.raisedBy}, {fullTime(issue.raisedAt, zone)}
            <span className="under">{issue.assurance}</span>
          </Fact>
        </dl>
      </section>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="wrap">{children}</dd>
    </div>
  );
}
