import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { LogEntry } from '../../../contract/views.ts';
import { clockTimeWithSeconds, fullTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { NoteBar } from '../pen/NoteBar.tsx';

const ROW = 24;

/** The record, newest on top. `seq` orders; the time beside it may not. */
export function RunLog() {
  const log = useDesk((state) => state.run?.log);
  const isWriting = useDesk((state) => state.panel === 'note');
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const place = useRef<HTMLDivElement>(null);
  const count = log?.length ?? 0;
  const rows = useVirtualizer({ count, getScrollElement: () => place.current, estimateSize: () => ROW, overscan: 8 });
  return (
    <section className="log" data-writing={isWriting} aria-labelledby="log-title">
      <div className="log-head">
        <h2 id="log-title">Log</h2>
        <NoteBar />
      </div>
      <p className="for-readers" aria-live="polite">
        {log?.findLast((entry) => entry.tone !== 'plain')?.sentence}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div className="log-scroll" ref={place} id="log" tabIndex={0} role="log" aria-live="off" aria-label="Log entries">
        <div style={{ blockSize: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map((row) => {
            const entry = log?.[count - 1 - row.index];
            if (entry === undefined) return null;
            return <LogLine entry={entry} zone={zone} top={row.start} key={entry.seq} />;
          })}
        </div>
      </div>
    </section>
  );
}

interface LogLineProps {
  readonly entry: LogEntry;
  readonly zone: string;
  readonly top: number;
}

/** The same shapes as on the terminal: the tone is never colour alone. */
const marks: Readonly<Record<LogEntry['tone'], string>> = {
  plain: '·',
  good: '✓',
  bad: '✕',
  unknown: '?',
  person: '›',
};

function LogLine({ entry, zone, top }: LogLineProps) {
  const isSimulated = useDesk((state) => state.run?.header.mode === 'rehearsal');
  const who = entry.role === null || entry.role === '' ? entry.person : `${entry.person}, ${entry.role}`;
  const sure = entry.via === 'engine' ? 'observed' : entry.assurance;
  const source =
    entry.via === 'engine'
      ? 'Holdpoint saw it'
      : `${who}, ${entry.via}: ${sure === 'stated' ? 'typed, not proven' : sure}${entry.enteredBy === null ? '' : `, entered by ${entry.enteredBy}`}`;
  return (
    <div className="log-line" data-log={entry.tone} style={{ transform: `translateY(${top}px)` }}>
      <span className="figures dim log-seq">{entry.seq}</span>
      <span
        className="figures"
        title={`${fullTime(entry.occurredAt, zone)}, recorded ${fullTime(entry.recordedAt, zone)}`}
      >
        {clockTimeWithSeconds(entry.occurredAt, zone)}
      </span>
      <span className="log-mark" data-sure={sure} title={source} role="img" aria-label={source}>
        {marks[entry.tone]}
      </span>
      <span className="clip" title={entry.sentence}>
        {isSimulated && <span className="log-simulated">SIMULATED </span>}
        {entry.sentence}
      </span>
    </div>
  );
}
