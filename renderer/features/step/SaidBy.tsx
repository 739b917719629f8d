import { NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Attribution, Via } from '../../../contract/actor.ts';
import { useDesk } from '../../state/desk-context.ts';

const ways: readonly { readonly value: Via; readonly label: string }[] = [
  { value: 'desk', label: 'at this desk' },
  { value: 'phone', label: 'by phone' },
  { value: 'chat', label: 'by chat' },
];

interface SaidByProps {
  /** Roles that may say it; empty = anyone. The first one's person is proposed. */
  readonly roles: readonly string[];
  onChange(said: Attribution): void;
}

/** Who says so, as what, and by which way. Proposes the person of the role, else whoever sits here. */
export function SaidBy({ roles, onChange }: SaidByProps) {
  const attribution = useDesk((state) => state.attribution);
  const people = useDesk((state) => state.run?.people);
  const [said, setSaid] = useState(() => proposed(attribution(), roles, people ?? []));
  useEffect(() => onChange(asAttribution(said)), [said, onChange]);
  const known = (people ?? []).map((person) => person.role);
  const choices = roles.length > 0 ? roles : [...new Set([said.role, ...known])];
  const takeRole = (role: string) =>
    setSaid({ ...said, role, by: people?.find((person) => person.role === role)?.name ?? said.by });
  return (
    <details className="said-by" open={roles.length > 0}>
      <summary>
        Said by {said.by || 'nobody'}
        {said.role === '' ? '' : `, ${said.role}`}, {ways.find((way) => way.value === said.via)?.label}
      </summary>
      <fieldset>
        <TextInput
          label="Name"
          value={said.by}
          onChange={(event) => setSaid({ ...said, by: event.currentTarget.value })}
          required
        />
        <NativeSelect
          label="Role"
          value={said.role}
          data={choices.map((role) => ({ value: role, label: role === '' ? 'no role' : role }))}
          onChange={(event) => takeRole(event.currentTarget.value)}
        />
        <NativeSelect
          label="How"
          value={said.via}
          data={[...ways]}
          onChange={(event) =>
            setSaid({ ...said, via: ways.find((way) => way.value === event.currentTarget.value)?.value ?? 'desk' })
          }
        />
        <p className="hint">Recorded as stated.</p>
      </fieldset>
    </details>
  );
}

interface Said {
  readonly by: string;
  readonly role: string;
  readonly via: Via;
}

function proposed(
  mine: Attribution,
  roles: readonly string[],
  people: readonly { role: string; name: string }[],
): Said {
  const own = { by: mine.by ?? '', role: mine.role ?? '', via: 'desk' as const };
  if (roles.length === 0 || roles.includes(own.role)) return own;
  const role = roles[0] ?? '';
  return { ...own, role, by: people.find((person) => person.role === role)?.name ?? own.by };
}

function asAttribution({ by, role, via }: Said): Attribution {
  return { via, ...(by.trim() === '' ? {} : { by: by.trim() }), ...(role === '' ? {} : { role }) };
}
