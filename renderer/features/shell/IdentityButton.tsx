import { Button, Popover, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import { Icon } from '../../ui/Icon.tsx';

/** "You are": a statement, kept here, recorded with every act as stated. */
export function IdentityButton() {
  const [isOpen, setOpen] = useState(false);
  const identity = useDesk((state) => state.identity);
  const osUser = useDesk((state) => state.home?.workspace.osUser ?? '');
  const name = identity?.name || osUser;
  const role = identity?.role ?? '';
  return (
    <Popover opened={isOpen} onChange={setOpen} position="right-end" width={280} trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="rail-room" onClick={() => setOpen(!isOpen)}>
          <Icon name="person" />
          <span className="for-readers">You are </span>
          <span className="rail-name" title={name}>
            {name || 'You'}
          </span>
          {role !== '' && (
            <span className="rail-name rail-role" title={role}>
              {role}
            </span>
          )}
          <span className="for-readers">. Change</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <IdentityForm name={name} role={role} onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

interface IdentityFormProps {
  readonly name: string;
  readonly role: string;
  onDone(): void;
}

function IdentityForm(props: IdentityFormProps) {
  const [name, setName] = useState(props.name);
  const [role, setRole] = useState(props.role);
  const setIdentity = useDesk((state) => state.setIdentity);
  const people = useDesk((state) => state.run?.people ?? state.runbook?.people);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        setIdentity({ name: name.trim(), role: role.trim() });
        props.onDone();
      }}
    >
      <strong>You are</strong>
      <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} required />
      <TextInput
        label="Role"
        value={role}
        onChange={(event) => setRole(event.currentTarget.value)}
        list="identity-roles"
        placeholder="Release manager"
      />
      <datalist id="identity-roles">
        {(people ?? []).map((person) => (
          <option key={person.role} value={person.role} />
        ))}
      </datalist>
      <p className="hint">Recorded with every act as stated: nobody has checked it.</p>
      <Button type="submit" variant="filled">
        Save
      </Button>
    </form>
  );
}
