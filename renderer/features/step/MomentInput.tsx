import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { type MomentSense, momentOf, momentText } from '../../format/moment.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useScenarioNow } from '../../state/use-scenario-now.ts';

interface MomentInputProps {
  readonly label: string;
  readonly at: number | null;
  readonly lean: MomentSense['lean'];
  readonly placeholder?: string;
  /** Null = left empty. Words that are no time change nothing and are said to be none. */
  onAt(at: number | null): void;
}

/** A moment as people type it: 23:15, -5m, +20m. */
export function MomentInput({ label, at, lean, placeholder = '23:15', onAt }: MomentInputProps) {
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const from = useScenarioNow();
  const [typed, setTyped] = useState<string | null>(null);
  const isWrong = typed !== null && typed.trim() !== '' && momentOf(typed, { zone, from, lean }) === null;
  return (
    <TextInput
      label={label}
      value={typed ?? (at === null ? '' : momentText(at, zone))}
      placeholder={placeholder}
      error={isWrong ? 'Give a time: 23:15, -5m' : undefined}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        const moment = momentOf(text, { zone, from, lean });
        if (text.trim() === '' || moment !== null) onAt(moment);
      }}
      onBlur={() => !isWrong && setTyped(null)}
    />
  );
}
