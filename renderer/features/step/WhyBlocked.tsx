import type { StepDetail } from '../../../contract/step-detail.ts';

const atWork: ReadonlySet<string> = new Set(['running', 'verifying', 'soaking']);

/** One answer to "why can't I proceed?": every blocker, with what would lift it and who can. */
export function WhyBlocked({ detail }: { readonly detail: StepDetail }) {
  if (detail.blockers.length === 0) return null;
  // In trouble the reason stands above already, and the space belongs to the output.
  const isTold = detail.step.state === 'failed' || detail.step.state === 'indeterminate';
  return (
    <details className="why" open={!isTold && detail.blockers.length <= 3}>
      <summary>
        {atWork.has(detail.step.state) ? 'What it waits for' : 'Why it does not go on'}{' '}
        <span className="count">{detail.blockers.length}</span>
      </summary>
      <ul>
        {detail.blockers.map((blocker) => (
          <li key={`${blocker.kind} ${blocker.text}`}>
            {blocker.text} <span className="cure">{blocker.unblock}</span>
            {blocker.who !== null && (
              <span className="dim">
                {[blocker.who.person, blocker.who.role, blocker.who.phone].filter((part) => part !== null).join(', ')}
              </span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
