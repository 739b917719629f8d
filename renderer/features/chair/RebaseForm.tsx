import { TextInput } from '@mantine/core';
import type { RunCommand } from '../../../contract/commands.ts';
import { counted, duration } from '../../format/duration.ts';
import { momentOf } from '../../format/moment.ts';
import { clockTime, dayAndTime, isUtc, zoneName } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { verdictOn } from '../../state/verdicts.ts';
import { DraftForm } from '../pen/DraftForm.tsx';
import { useDraft } from '../pen/use-draft.ts';

/** Moves T0: says what moves, what stays, and asks why. */
export function RebaseForm() {
  const draft = useDraft('rebase');
  const header = useDesk((state) => state.run?.header);
  const openPanel = useDesk((state) => state.openPanel);
  if (header === undefined) return null;
  const { t0, timezone: zone } = header;
  const verdict = verdictOn(header.allowedActions, 'rebase');
  const next = t0 === null ? null : momentOf(draft.text('t0'), { zone, from: t0, lean: 'near' });
  const reason = draft.text('reason').trim();
  return (
    <DraftForm
      draft={draft}
      title="Move T0."
      means={t0 === null ? 'The run has no T0 before its start.' : <RebaseMeans t0={t0} next={next} />}
      label={next === null || t0 === null ? 'Move T0' : `Move T0 by ${signed(next - t0)}`}
      command={verdict.allowed ? commandOf(next, t0, reason) : (verdict.reason ?? 'Not possible now.')}
      isReported={false}
      onDone={() => openPanel(null)}
    >
      <div className="act-line">
        <TextInput
          label="New T0"
          placeholder="+18m or 22:18"
          value={draft.text('t0')}
          onChange={(event) => draft.write('t0', event.currentTarget.value)}
          required
        />
        <TextInput
          label="Reason"
          className="grow"
          value={draft.text('reason')}
          maxLength={4000}
          onChange={(event) => draft.write('reason', event.currentTarget.value)}
          required
        />
      </div>
    </DraftForm>
  );
}

function commandOf(next: number | null, t0: number | null, reason: string): RunCommand | string {
  if (next === null) return 'Say the new T0: +18m from the old one, or 22:18.';
  if (next === t0) return 'That is the present T0.';
  return reason === '' ? 'Say why.' : { type: 'rebase', t0: next, reason };
}

function RebaseMeans({ t0, next }: { readonly t0: number; readonly next: number | null }) {
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const window = useDesk((state) => state.run?.header.window ?? null);
  const toCome = useDesk(
    (state) => state.run?.steps.filter((step) => step.startedAt === null && step.endedAt === null).length ?? 0,
  );
  const from = `${dayAndTime(t0, zone, t0)} ${zoneName(zone)}`;
  const to =
    next === null ? '…' : `${dayAndTime(next, zone, t0)}${isUtc(zone) ? '' : `, ${clockTime(next, 'UTC')} UTC`}`;
  const end = window === null ? '' : `, the window’s end ${clockTime(window.end, zone)}`;
  return (
    <span>
      <strong className="figures">
        {from} → {to}.
      </strong>{' '}
      Moves: every time counted from T0 of {counted(toCome, 'step')} still to come. Stays: times by the clock (“not
      before 23:30”){end}, and what has begun.
    </span>
  );
}

function signed(ms: number): string {
  return `${ms < 0 ? '-' : '+'}${duration(ms)}`;
}
