import { NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Attribution, Via } from '../../../contract/actor.ts';
import { clockTimeWithSeconds } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { MomentInput } from './MomentInput.tsx';

const ways: readonly { readonly value: Via; readonly label: string }[] = [
  { value: 'desk', label: 'at this desk' },
  { value: 'phone', label: 'by phone' },
  { value: 'chat', label: 'by chat' },
  { value: 'page', label: 'by page' },
];

interface SaidByProps {
  /** Roles that may say it; empty = anyone. The first one's person is proposed. */
  readonly roles: readonly string[];
  /** Shown at once: it is what the form is for. */
  readonly isOpen?: boolean;
  /** As it was said before a reload. */
  readonly initial?: Attribution | null;
  /** When it happened, where that may be told; null = now. */
  readonly when?: { readonly at: number | null; onAt(at: number | null): void };
  onChange(said: Attribution): void;
}

/** Who says so, as what, when and by which way. Proposes the person of the role, else whoever sits here. */
export function SaidBy({ roles, onChange, isOpen = false, initial = null, when }: SaidByProps) {
  const attribution = useDesk((state) => state.attribution);
  const people = useDesk((state) => state.run?.people);
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const [said, setSaid] = useState(() =>
    initial === null ? proposed(attribution(), roles, people ?? []) : saidOf(initial),
  );
  const typist = ownName(attribution());
  useEffect(() => onChange(asAttribution(said, typist)), [said, typist, onChange]);
  const known = (people ?? []).map((person) => person.role);
  const choices = roles.length > 0 ? roles : [...new Set([said.role, ...known])];
  const takeRole = (role: string) =>
    setSaid({ ...said, role, by: people?.find((person) => person.role === role)?.name ?? said.by });
  const at = when?.at ?? null;
  return (
    <details className="said-by" open={isOpen || roles.length > 0}>
      <summary>
        Said by {said.by || 'nobody'}
        {said.role === '' ? '' : `, ${said.role}`}, {wayOf(said.via)}
        {at === null ? '' : `, at ${clockTimeWithSeconds(at, zone)}`}
      </summary>
      <fieldset data-when={when !== undefined}>
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
        {when !== undefined && <MomentInput label="At" at={at} lean="past" onAt={when.onAt} placeholder="now" />}
        <p className="hint">
          Recorded as stated by {said.by || 'nobody'}, {wayOf(said.via)}; {typist || 'nobody by name'} typed it.
        </p>
      </fieldset>
    </details>
  );
}

interface Said {
  readonly by: string;
  readonly role: string;
  readonly via: Via;
}

function wayOf(via: Via): string {
  return ways.find((way) => way.value === via)?.label ?? via;
}

function ownName(mine: Attribution): string {
  return mine.by ?? '';
}

function saidOf({ by = '', role = '', via = 'desk' }: Attribution): Said {
  return { by, role, via };
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

/** Who typed it goes along where somebody else said it. */
function asAttribution({ by, role, via }: Said, typist: string): Attribution {
  const name = by.trim();
  return {
    via,
    ...(name === '' ? {} : { by: name }),
    ...(role === '' ? {} : { role }),
    ...(typist === '' || typist === name ? {} : { enteredBy: typist }),
  };
}
