import { useRef } from 'react';
import type { IssueView } from '../../../contract/views.ts';
import { duration } from '../../format/duration.ts';
import { keyOf } from '../../keyboard/key-table.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useScenarioNow } from '../../state/use-scenario-now.ts';
import { inOrder } from './issue-words.ts';
import { SeverityMark } from './SeverityMark.tsx';
import { useDraft } from './use-draft.ts';

/** Which issue is looked at; a reload keeps it like everything half done. */
export function useChosenIssue(): readonly [IssueView | null, (issueId: string) => void] {
  const issues = useDesk((state) => state.run?.header.issues) ?? [];
  const place = useDraft('issues view');
  const chosen = issues.find((issue) => issue.issueId === place.text('issueId'));
  return [chosen ?? inOrder(issues)[0] ?? null, (issueId) => place.write('issueId', issueId)];
}

/** Every issue of the run: open first, the worst on top. ↑ ↓ move, Enter goes to its detail. */
export function IssuesView() {
  const issues = useDesk((state) => state.run?.header.issues) ?? [];
  const openPanel = useDesk((state) => state.openPanel);
  const [chosen, choose] = useChosenIssue();
  const body = useRef<HTMLTableSectionElement>(null);
  const shown = inOrder(issues);
  if (shown.length === 0) {
    return (
      <div className="view-empty">
        <p>
          No issue so far. An issue is a defect or obstacle met in this run: how bad, who has it, what gets around it.
        </p>
        <button type="button" className="plain-button" onClick={() => openPanel('issue')}>
          Raise an issue <kbd>{keyOf('issue')}</kbd>
        </button>
      </div>
    );
  }
  const move = (at: number) => {
    const next = shown[Math.min(shown.length - 1, Math.max(0, at))];
    if (next === undefined) return;
    choose(next.issueId);
    body.current?.querySelectorAll<HTMLElement>('button')[shown.indexOf(next)]?.focus();
  };
  return (
    <div className="view-scroll">
      <table className="table dense view-table issues-table" aria-label="Issues">
        <thead>
          <tr>
            <th scope="col">Severity</th>
            <th scope="col">Issue</th>
            <th scope="col">Owner</th>
            <th scope="col">Age</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {shown.map((issue, at) => (
            <IssueRow
              key={issue.issueId}
              issue={issue}
              isChosen={issue.issueId === chosen?.issueId}
              onChoose={() => choose(issue.issueId)}
              onMove={(by) => move(at + by)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface IssueRowProps {
  readonly issue: IssueView;
  readonly isChosen: boolean;
  onChoose(): void;
  onMove(by: number): void;
}

function IssueRow({ issue, isChosen, onChoose, onMove }: IssueRowProps) {
  const now = useScenarioNow();
  const step = useDesk((state) => state.run?.steps.find((one) => one.id === issue.stepId));
  const isOpen = issue.resolved === null;
  const age = (issue.resolved?.at ?? now) - issue.raisedAt;
  const more = [
    step === undefined ? null : `step ${step.index + 1}`,
    issue.workaround && `around it: ${issue.workaround}`,
  ];
  return (
    <tr data-open={isOpen} aria-selected={isChosen}>
      <td className="nowrap">
        {isOpen ? <SeverityMark severity={issue.severity} /> : <span className="dim">resolved</span>}
      </td>
      <td className="clip-cell">
        <button
          type="button"
          className="row-button"
          aria-current={isChosen}
          title={issue.text}
          onClick={onChoose}
          onKeyDown={(event) => {
            const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (by !== undefined) {
              event.preventDefault();
              onMove(by);
            }
            if (event.key === 'Enter') {
              onChoose();
              setTimeout(() => document.getElementById('issue-pane')?.focus(), 0);
            }
          }}
        >
          <span className="clip">{issue.text}</span>
          <span className="under clip">
            {[issue.issueId, issue.reference, ...more].filter((part) => part !== null && part !== '').join(' · ')}
          </span>
        </button>
      </td>
      <td className="clip" title={issue.owner ?? undefined}>
        {issue.owner ?? <span className="dim">nobody</span>}
      </td>
      <td className="figures live-value">{duration(Math.max(0, age))}</td>
    </tr>
  );
}
