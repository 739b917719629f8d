import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { counted } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';

/** A core that was restarted holds no secrets: steps that need them wait until they are typed again. */
export function SecretsPanel() {
  const missing = useDesk((state) => state.missingSecrets);
  const runId = useDesk((state) => state.run?.header.runId);
  if (missing.length === 0 || runId === undefined) return null;
  return <SecretsForm missing={missing} key={`${runId} ${missing.join(' ')}`} />;
}

function SecretsForm({ missing }: { readonly missing: readonly string[] }) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const runId = useDesk((state) => state.run?.header.runId);
  const giveSecrets = useDesk((state) => state.giveSecrets);
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
  if (runId === undefined) return null;
  return (
    <form
      className="act-panel"
      aria-label="Missing secrets"
      onSubmit={(event) => {
        event.preventDefault();
        void giveSecrets(runId, given);
      }}
    >
      <p>
        <strong>Holdpoint was restarted and no longer has {counted(missing.length, 'secret')} of this run.</strong> They
        are kept in memory only, never on disk. Steps that need them cannot start until you type them again.
      </p>
      <div className="act-line">
        {missing.map((name) => (
          <PasswordInput
            key={name}
            label={name}
            className="grow"
            autoComplete="new-password"
            value={values[name] ?? ''}
            onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
          />
        ))}
        <Button type="submit" variant="filled" disabled={Object.keys(given).length === 0}>
          Hand over
        </Button>
      </div>
    </form>
  );
}
