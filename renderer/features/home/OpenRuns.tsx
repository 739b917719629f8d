import type { OpenRun, RunSummary } from '../../../contract/views.ts';
import { duration } from '../../format/duration.ts';
import { clockTime, dayAndTime, isUtc, offsetFromT0, zoneName } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { formatRoute, runRoute } from '../../state/route.ts';
import { ModeTag } from '../../ui/ModeTag.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { runLook } from '../../ui/state-words.ts';
import { useNow } from '../../ui/use-now.ts';
import { RagMark } from '../chair/RagMark.tsx';

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What is going on: state, colour with its reason, time, and the next thing somebody has to do. */
export function OpenRuns({ runs }: { readonly runs: readonly RunSummary[] }) {
  const going = runs.filter((run) => run.open !== null);
  const drafts = runs.filter((run) => run.open === null);
  return (
    <>
      {going.length > 0 && (
        <section aria-labelledby="in-progress">
          <h2 id="in-progress">In progress</h2>
          <RunLines runs={going} label="Runs in progress" />
        </section>
      )}
      {drafts.length > 0 && (
        <details className="agenda-past">
          <summary>
            Created, not started <span className="count">{drafts.length}</span>
          </summary>
          <RunLines runs={drafts} label="Runs not started" />
        </details>
      )}
    </>
  );
}

function RunLines({ runs, label }: { readonly runs: readonly RunSummary[]; readonly label: string }) {
  return (
    <ul className="open-runs" aria-label={label}>
      {runs.map((run) => (
        <li key={run.runId} className="open-run" data-mode={run.mode}>
          <RunLine run={run} />
        </li>
      ))}
    </ul>
  );
}

function RunLine({ run }: { readonly run: RunSummary }) {
  const { open } = run;
  return (
    <>
      <div className="open-run-head">
        <ModeTag mode={run.mode} />
        <a className="link strong clip" href={formatRoute(runRoute(run.runId))} title={run.title}>
          {run.title}
        </a>
        <StateMark look={runLook(run)} />
        {!run.driven && open !== null && <span className="tag">nobody drives it</span>}
        <span className="gap" />
        <Progress done={run.done} total={run.total} />
        {open !== null && <RunClock open={open} />}
      </div>
      {open === null ? (
        <p className="dim">
          Created {dayAndTime(run.createdAt, HERE, Date.now())}, not started. Open it to start or cancel it.
        </p>
      ) : (
        <OpenFacts open={open} />
      )}
    </>
  );
}

function OpenFacts({ open }: { readonly open: OpenRun }) {
  const { rag, heldBecause, next } = open;
  return (
    <dl className="open-run-facts">
      <dt>
        <RagMark rag={rag.colour} />
      </dt>
      <dd>{rag.because}</dd>
      {heldBecause !== null && (
        <>
          <dt>Held</dt>
          <dd>{heldBecause}</dd>
        </>
      )}
      <dt>Next</dt>
      <dd>{next === null ? 'Nothing: it waits for its end.' : nextWords(open, next)}</dd>
    </dl>
  );
}

function nextWords(open: OpenRun, next: NonNullable<OpenRun['next']>): string {
  const who = next.who === null ? '' : ` · ${next.who}`;
  const due =
    next.due === null ? '' : ` · ${next.due < open.now ? 'was due' : 'by'} ${clockTime(next.due, open.timezone)}`;
  return `${next.what}: ${next.title}${who}${due}`;
}

/** T± and the projected end run on at the pace of the run, between what the core says. */
function RunClock({ open }: { readonly open: OpenRun }) {
  const now = useNow();
  const heardAt = useDesk((state) => state.homeHeardAt);
  const at = open.now + Math.max(0, now - heardAt) * open.pace;
  const left = open.projectedEnd === null ? null : open.projectedEnd - at;
  return (
    <span className="open-run-clock figures">
      {open.t0 !== null && <strong title="Time since T0">{offsetFromT0(at - open.t0)}</strong>}
      {open.projectedEnd !== null && (
        <span className="dim" title={`Projected end, ${zoneName(open.timezone)} and UTC`}>
          ends {clockTime(open.projectedEnd, open.timezone)} {zoneName(open.timezone)}
          {isUtc(open.timezone) ? '' : ` · ${clockTime(open.projectedEnd, 'UTC')} UTC`}
          {left !== null && left > 0 ? ` · ${duration(left)} left` : ''}
        </span>
      )}
    </span>
  );
}
