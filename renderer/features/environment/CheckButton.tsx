import { Button } from '@mantine/core';
import type { EnvironmentSummary } from '../../../contract/environments.ts';
import { useDesk } from '../../state/desk-context.ts';

/** Asks everything now, or ends what is being asked: what was found by then is kept. */
export function CheckButton({ environment }: { readonly environment: EnvironmentSummary }) {
  const { key, title, running, errors, targets } = environment;
  const isAsked = useDesk((state) => state.checkAsked === key);
  const check = useDesk((state) => state.checkEnvironment);
  const cancel = useDesk((state) => state.cancelCheck);
  if (running !== null) {
    return (
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => void cancel(key)}
        disabled={running.isCancelling}
        aria-label={`${running.isCancelling ? 'Cancelling …' : 'Cancel the check'}: ${title}`}
      >
        {running.isCancelling ? 'Cancelling …' : 'Cancel the check'}
      </Button>
    );
  }
  return (
    <Button
      variant="default"
      size="compact-sm"
      onClick={() => void check(key)}
      disabled={isAsked || errors > 0 || targets === 0}
      aria-label={`${isAsked ? 'Asked, waiting …' : 'Check now'}: ${title}`}
    >
      {isAsked ? 'Asked, waiting …' : 'Check now'}
    </Button>
  );
}
