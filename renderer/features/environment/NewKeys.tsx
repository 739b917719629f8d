import { Button } from '@mantine/core';
import { useDesk } from '../../state/desk-context.ts';
import { HostKeys } from '../runbook/HostKeys.tsx';

/** Where a host key is not the known one: all such keys of the environment, to compare and accept at once. */
export function NewKeys({ environmentKey }: { readonly environmentKey: string }) {
  const keys = useDesk((state) => state.environmentKeys);
  const problem = useDesk((state) => state.environmentKeysProblem);
  const scan = useDesk((state) => state.scanEnvironmentKeys);
  const accept = useDesk((state) => state.acceptEnvironmentKeys);
  if (keys === null) {
    return (
      <Button variant="default" size="compact-sm" onClick={() => void scan(environmentKey)}>
        Show the keys that are not known
      </Button>
    );
  }
  if (keys.length === 0) {
    return (
      <p className="dim" role="status">
        Asking every target for its key …
      </p>
    );
  }
  return <HostKeys keys={keys} problem={problem} onAccept={() => void accept(environmentKey)} />;
}
