import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { dayAndTime } from '../../format/time.ts';
import { ActButton } from '../../ui/ActButton.tsx';

export type T0Choice = 'window' | 'now';

interface LiveStartProps {
  readonly window: { readonly start: number } | null;
  readonly timezone: string;
  /** Why it should not be; empty = nothing stands in the way. */
  readonly lacks: readonly string[];
  /** `accept`: why to start in spite of what is lacking. */
  onStart(t0: T0Choice, accept?: string): void;
}

/** The last motion before a live run; in spite of a red or old preflight it takes one more, and a reason. */
export function LiveStart({ lacks, onStart, ...when }: LiveStartProps) {
  const isFit = lacks.length === 0;
  return (
    <>
      {!isFit && (
        <ul className="start-lacks" aria-label="Why the run cannot start">
          {lacks.map((lack) => (
            <li key={lack}>{lack}</li>
          ))}
        </ul>
      )}
      <Starts
        {...when}
        label="Start live"
        verdict={{ allowed: isFit, reason: lacks.join(' ') }}
        onStart={(t0) => onStart(t0)}
      />
      {!isFit && <InSpite {...when} onStart={onStart} />}
    </>
  );
}

interface StartsProps extends Pick<LiveStartProps, 'window' | 'timezone'> {
  readonly label: string;
  readonly verdict: { readonly allowed: boolean; readonly reason: string | null };
  onStart(t0: T0Choice): void;
}

function Starts({ window, timezone, label, verdict, onStart }: StartsProps) {
  return (
    <div className="act-line">
      {window !== null && (
        <ActButton verdict={verdict} onPress={() => onStart('window')}>
          {label}, T0 = {dayAndTime(window.start, timezone, Date.now())}
        </ActButton>
      )}
      <ActButton verdict={verdict} variant="filled" onPress={() => onStart('now')}>
        {label}, T0 = now
      </ActButton>
    </div>
  );
}

/** Whoever asked for it goes on by typing why. */
function focusHere(field: HTMLTextAreaElement | null): void {
  field?.focus();
}

function InSpite({ onStart, ...when }: Pick<LiveStartProps, 'window' | 'timezone' | 'onStart'>) {
  const [reason, setReason] = useState<string | null>(null);
  if (reason === null)
    return (
      <button type="button" className="link-button" onClick={() => setReason('')}>
        Start in spite of it…
      </button>
    );
  const isSaid = reason.trim() !== '';
  return (
    <section className="in-spite" aria-label="Start in spite of the preflight">
      <Textarea
        label="Why the run starts in spite of this"
        description="Stands in the log and in the report, with what was lacking."
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        ref={focusHere}
      />
      <div className="act-line">
        <Button onClick={() => setReason(null)}>Do not start</Button>
      </div>
      <Starts
        {...when}
        label="Start in spite of it"
        verdict={{ allowed: isSaid, reason: isSaid ? null : 'Say why first.' }}
        onStart={(t0) => onStart(t0, reason.trim())}
      />
    </section>
  );
}
