import type { RunHeader } from '../../../contract/views.ts';
import { duration } from '../../format/duration.ts';
import { clockTime } from '../../format/time.ts';
import { keyOf } from '../../keyboard/key-table.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useScenarioNow } from '../../state/use-scenario-now.ts';
import { openIssuesText } from '../pen/issue-words.ts';
import { clockText, foremost, isLate } from './clock-text.ts';
import { RagMark } from './RagMark.tsx';
import { SoundButton } from './SoundButton.tsx';

/** Third band, one line: how it stands and why, the users' clock, what is open, who was told when. */
export function ChairLine() {
  const header = useDesk((state) => state.run?.header);
  const now = useScenarioNow();
  if (header === undefined) return null;
  return (
    <section className="band chair-line live-value" aria-label="Standing of the run">
      <p className="chair-rag" title={header.rag.because}>
        <RagMark rag={header.rag.colour} /> <span className="clip">{header.rag.because}</span>
      </p>
      <ClockFact header={header} now={now} />
      <IssuesFact header={header} />
      <UpdateFact header={header} now={now} />
      <SoundButton />
    </section>
  );
}

interface FactProps {
  readonly header: RunHeader;
  readonly now: number;
}

function ClockFact({ header, now }: FactProps) {
  const clock = foremost(header.clocks);
  if (clock === null) return null;
  const all = header.clocks.map((one) => `${one.name}: ${clockText(one, now, header.timezone)}`);
  const others = header.clocks.length - 1;
  return (
    <p className="chair-fact chair-clock" title={all.join('\n')} data-tone={isLate(clock, now) ? 'bad' : 'plain'}>
      <span className="dim clip">{clock.name}</span>
      <span className="figures">{clockText(clock, now, header.timezone)}</span>
      {others > 0 && <span className="dim figures">+{others}</span>}
    </p>
  );
}

function IssuesFact({ header }: { readonly header: RunHeader }) {
  const selectInRun = useDesk((state) => state.selectInRun);
  const open = header.issues.filter((issue) => issue.resolved === null).length;
  return (
    <button
      type="button"
      className="chair-fact chair-button"
      data-tone={open === 0 ? 'quiet' : 'due'}
      title={`Issues: ${openIssuesText(header.issues)}`}
      onClick={() => selectInRun({ view: 'issues' })}
    >
      <span className="dim">Issues</span>
      <span className="figures">{open === 0 ? 'none open' : openIssuesText(header.issues)}</span>
    </button>
  );
}

function UpdateFact({ header, now }: FactProps) {
  const openPanel = useDesk((state) => state.openPanel);
  const { lastUpdate, endedAt, timezone } = header;
  const next = endedAt === null ? (lastUpdate?.nextDueAt ?? null) : null;
  const isDue = next !== null && now > next;
  const text = lastUpdate === null ? 'none given' : `${duration(Math.max(0, now - lastUpdate.at))} ago`;
  return (
    <button
      type="button"
      className="chair-fact chair-button"
      data-tone={isDue ? 'due' : 'quiet'}
      title={`Word an update, copy and record it (${keyOf('update')})`}
      onClick={() => openPanel('update')}
    >
      <span className="dim">Update</span>
      <span className="figures">
        {text}
        {next !== null && (isDue ? `, due since ${clockTime(next, timezone)}` : `, next ${clockTime(next, timezone)}`)}
      </span>
    </button>
  );
}
