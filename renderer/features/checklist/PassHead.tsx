import { Button } from '@mantine/core';
import type { PassView } from '../../../contract/checklists.ts';
import { duration } from '../../format/duration.ts';
import { dayAndTime, zoneName } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { formatRoute } from '../../state/route.ts';
import { Progress } from '../../ui/Progress.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { useMinute } from '../../ui/use-now.ts';
import type { Grouping } from './pass-groups.ts';
import { passLook, saidWords } from './pass-words.ts';
import { WriteOut } from './WriteOut.tsx';

export type PassPanel = 'close' | 't0' | 'note';

interface PassHeadProps {
  readonly pass: PassView;
  readonly grouping: Grouping;
  onGroup(grouping: Grouping): void;
  onPanel(panel: PassPanel): void;
}

/** State, subject, T0, progress and what can be done with the pass, in one band that never scrolls away. */
export function PassHead({ pass, grouping, onGroup, onPanel }: PassHeadProps) {
  const { summary, closed } = pass;
  const now = useMinute();
  return (
    <>
      <header className="room-head">
        <h1 className="clip" title={summary.title}>
          {summary.title}
        </h1>
        <StateMark look={passLook(summary, now)} />
        {summary.subject !== null && (
          <span className="clip" title={summary.subject}>
            {'for '}
            <Subject pass={pass} />
          </span>
        )}
        <span className="gap" />
        <WriteOut />
        {closed === null && (
          <>
            <Button variant="default" onClick={() => onPanel('note')}>
              Note…
            </Button>
            <Button variant="default" onClick={() => onPanel('close')}>
              Close…
            </Button>
          </>
        )}
      </header>
      <div className="pass-band">
        <Clock pass={pass} now={now} onMove={closed === null ? () => onPanel('t0') : null} />
        <span className="pass-fact">
          <span className="under">Ticked or skipped</span>
          <Progress done={summary.ticked + summary.skipped} total={summary.total} />
        </span>
        <NextDue pass={pass} now={now} />
        <span className="gap" />
        <GroupChoice grouping={grouping} onGroup={onGroup} />
      </div>
      <Standing pass={pass} now={now} />
    </>
  );
}

const groupings = [
  { value: 'due', label: 'By due time' },
  { value: 'responsible', label: 'By responsible' },
] as const satisfies readonly { readonly value: Grouping; readonly label: string }[];

function GroupChoice({ grouping, onGroup }: Pick<PassHeadProps, 'grouping' | 'onGroup'>) {
  return (
    <fieldset className="toggle" aria-label="Group the items">
      {groupings.map(({ value, label }) => (
        <button
          type="button"
          className="plain-button"
          aria-pressed={grouping === value}
          onClick={() => onGroup(value)}
          key={value}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}

function Subject({ pass }: { readonly pass: PassView }) {
  const { subject } = pass.summary;
  if (pass.runbook === null) return <>{subject}</>;
  const href = formatRoute({ screen: 'runbook', key: pass.runbook, tab: 'plan' });
  return (
    <a className="link" href={href}>
      {subject}
    </a>
  );
}

interface BandProps {
  readonly pass: PassView;
  readonly now: number;
}

function Clock({ pass, now, onMove }: BandProps & { readonly onMove: (() => void) | null }) {
  const { t0, timezone } = pass.summary;
  const away = t0 === null ? '' : t0 > now ? `in ${duration(t0 - now)}` : `${duration(now - t0)} ago`;
  return (
    <span className="pass-fact">
      <span className="under">T0</span>
      <span className="figures">
        {t0 === null ? 'not set' : `${dayAndTime(t0, timezone, 0)} ${zoneName(timezone)}, ${away}`}{' '}
        {onMove !== null && (
          <button type="button" className="link-button" onClick={onMove}>
            {t0 === null ? 'Set…' : 'Move…'}
          </button>
        )}
      </span>
    </span>
  );
}

function NextDue({ pass, now }: BandProps) {
  const { nextDueAt, closedAt, timezone } = pass.summary;
  if (nextDueAt === null || closedAt !== null) return null;
  const isLate = nextDueAt < now;
  const away = duration(nextDueAt - now);
  return (
    <span className="pass-fact">
      <span className="under">Due next</span>
      <span className="figures">
        <span className={isLate ? 'overdue' : ''}>{isLate ? `overdue by ${away}` : `in ${away}`}</span>
        {`, ${dayAndTime(nextDueAt, timezone, now)}`}
      </span>
    </span>
  );
}

/** What is out of the ordinary with the pass as a whole. */
function Standing({ pass, now }: BandProps) {
  const { closed, document, newestRevision, summary } = pass;
  const connection = useDesk((state) => state.connection);
  const isOlder = newestRevision !== null && newestRevision > document.revision && closed === null;
  return (
    <>
      {closed !== null && (
        <p className="banner" role="status">
          {`Closed by ${saidWords(closed, summary.timezone, now)}`}
          {closed.open.length > 0 && ` with ${closed.open.length} open`}
          {closed.note !== null && `: ${closed.note}`}
          {' · It stays as it is; '}
          <a className="link" href={formatRoute({ screen: 'checklist', key: document.key, passId: null })}>
            open a new pass
          </a>
        </p>
      )}
      {isOlder && (
        <p className="banner" role="status">
          {`The checklist was saved anew since (revision ${newestRevision}); this pass keeps revision ${document.revision}.`}
        </p>
      )}
      {connection !== 'connected' && (
        <p className="banner" role="status">
          Without contact: ticks may be missing here.
        </p>
      )}
    </>
  );
}
