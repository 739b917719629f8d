import { fineDuration } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useNow } from '../../ui/use-now.ts';

/** Says when what is shown may no longer be true, and what is wrong with the workspace. */
export function ConnectionBanner() {
  const lostAt = useDesk((state) => state.lostAt);
  const hasSpoken = useDesk((state) => state.home !== null);
  const conditions = useDesk((state) => state.home?.workspace.conditions);
  return (
    <>
      {lostAt !== null && hasSpoken && <LostBanner lostAt={lostAt} />}
      {(conditions ?? []).map((condition) => (
        <p className="banner" data-tone="warning" role="alert" key={condition.kind}>
          <strong>{condition.text}</strong> {condition.cure}
        </p>
      ))}
    </>
  );
}

function LostBanner({ lostAt }: { readonly lostAt: number }) {
  const now = useNow();
  return (
    <div className="banner" data-tone="lost" role="alert">
      <strong>No connection to Holdpoint.</strong> What you see is at least{' '}
      <span className="figures" aria-live="off">
        {fineDuration(Math.max(0, now - lostAt))}
      </span>{' '}
      old. Runs go on without this window as long as Holdpoint itself is alive. Trying again; nothing you ask now would
      be recorded.
    </div>
  );
}
