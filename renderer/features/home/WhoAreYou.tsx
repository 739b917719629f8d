import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useDesk } from '../../state/desk-context.ts';

/** Asked once, at the first start: every act is recorded under this name. Gone when answered or passed over. */
export function WhoAreYou() {
  const identity = useDesk((state) => state.identity);
  const osUser = useDesk((state) => state.home?.workspace.osUser ?? '');
  const setIdentity = useDesk((state) => state.setIdentity);
  const [name, setName] = useState('');
  const [role, setRole] = useState('');
  if (identity !== null) return null;
  return (
    <form
      className="who"
      aria-labelledby="who-title"
      onSubmit={(event) => {
        event.preventDefault();
        setIdentity({ name: name.trim(), role: role.trim() });
      }}
    >
      <h2 id="who-title">Who are you?</h2>
      <p className="dim">
        Every act is recorded under this name, as stated: nobody checks it. It stays on this machine.
      </p>
      <div className="act-line">
        <TextInput
          label="Your name"
          className="grow"
          value={name}
          placeholder={osUser}
          autoComplete="name"
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Your role"
          className="grow"
          value={role}
          placeholder="Release manager"
          autoComplete="organization-title"
          onChange={(event) => setRole(event.currentTarget.value)}
        />
        <Button type="submit" variant="filled" disabled={name.trim() === ''}>
          That is me
        </Button>
        <Button type="button" variant="default" onClick={() => setIdentity({ name: '', role: '' })}>
          Skip: I am {osUser || 'nobody yet'}
        </Button>
      </div>
    </form>
  );
}
