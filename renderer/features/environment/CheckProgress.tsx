import type { CheckProgress } from '../../../contract/environments.ts';
import { fineDuration } from '../../format/duration.ts';
import { Progress as Bar } from '../../ui/Progress.tsx';
import { useNow } from '../../ui/use-now.ts';

/** How far the check is, and whom it waits for. */
export function Progress({ running }: { readonly running: CheckProgress }) {
  const now = useNow();
  const { done, total, bad, waitingFor, startedAt, by, isCancelling } = running;
  const waiting = waitingFor.length === 0 ? '' : ` · waits for ${waitingFor.join(', ')}`;
  return (
    <div className="check-progress" role="status">
      <Bar done={done} total={total} />
      <span className={bad > 0 ? 'danger-text' : 'dim'}>{bad === 0 ? 'none bad so far' : `${bad} bad so far`}</span>
      <span className="dim clip">
        {isCancelling
          ? 'Cancelling: what was found is kept.'
          : `asked by ${by}, ${fineDuration(Math.max(0, now - startedAt))}${waiting}`}
      </span>
    </div>
  );
}
