import { useEffect, useRef } from 'react';
import type { RunHeader } from '../../../contract/views.ts';
import { counted, duration } from '../../format/duration.ts';
import { clockTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useScenarioNow } from '../../state/use-scenario-now.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { stepLook } from '../../ui/state-words.ts';
import { personOf } from '../chair/phone-book.ts';
import { type NeedGroup, type NeedLine, needGroups, needLines } from './needs.ts';

/** Everything that will not go on without a person, trouble first. Announced when the number changes. */
export function NeedsYou() {
  const run = useDesk((state) => state.run);
  const list = useFocusOnTurn();
  const waits = useDesk((state) => state.questions?.waiting);
  const needs = run === null ? [] : needLines(run.steps, run.header, waits);
  const isRehearsal = useDesk((state) => state.run?.header.mode === 'rehearsal');
  useTitle(needs.length, isRehearsal ? `SIMULATED · ${run?.header.title ?? ''}` : (run?.header.title ?? ''));
  if (run === null) return null;
  return (
    <section className="panel needs" aria-labelledby="needs-title" id="needs-you" tabIndex={-1} ref={list}>
      <h2 id="needs-title">
        Needs you{' '}
        <span className="count" data-due={needs.length > 0}>
          {needs.length}
        </span>
      </h2>
      <p className="for-readers" role="status" aria-live="assertive">
        {needs.length === 0
          ? 'Nothing needs a person.'
          : `${needs.length} need a person: ${needs[0]?.step?.title ?? needs[0]?.what}`}
      </p>
      {needs.length === 0 ? (
        <NothingNeeded header={run.header} />
      ) : (
        <ul>
          {needGroups(needs).map((group) => (
            <NeedItem group={group} key={group.first.stepId ?? 'run'} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** A run that is over has one thing left to look at. */
function NothingNeeded({ header }: { readonly header: RunHeader }) {
  if (header.endedAt === null && header.held.length > 0) {
    return (
      <p className="quiet">No step asks for anybody. The run is held: nothing new starts until somebody resumes it.</p>
    );
  }
  if (header.life === 'draft') return <p className="quiet">The run has not started: start it above, or cancel it.</p>;
  if (header.endedAt === null) return <p className="quiet">Nothing. You will be told.</p>;
  return (
    <p className="quiet">
      The run is over{header.closure === null ? '' : `: ${header.closure.code}`}. {header.closure?.reason}
      <a className="link under" href={`#/runs/${header.runId}/report`}>
        Read what happened
      </a>
    </p>
  );
}

function NeedItem({ group: { first, others } }: { readonly group: NeedGroup }) {
  return (
    <li>
      <NeedRow need={first} />
      {others.length > 0 && (
        <details className="need-others">
          <summary>{counted(others.length, 'more step')} failed the same way</summary>
          {others.map((need) => (
            <NeedRow need={need} key={need.stepId} />
          ))}
        </details>
      )}
    </li>
  );
}

function NeedRow({ need }: { readonly need: NeedLine }) {
  const selectInRun = useDesk((state) => state.selectInRun);
  const openPanel = useDesk((state) => state.openPanel);
  const isSelected = useDesk((state) => state.route.screen === 'run' && state.route.stepId === need.stepId);
  const isAsked = useDesk((state) => state.asks[need.stepId ?? 'run'] !== undefined);
  const open = () => {
    if (need.stepId === null) return openPanel('close');
    selectInRun({ stepId: need.stepId, target: null });
  };
  return (
    <button
      type="button"
      className="need"
      aria-current={isSelected}
      data-step={need.stepId ?? undefined}
      onClick={open}
    >
      <span className="need-title">
        {need.step !== null && <StateMark look={stepLook(need.step)} shapeOnly />}
        <strong title={need.step?.title}>{need.step?.title ?? 'Close the run'}</strong>
        <NeedAge since={need.since} />
      </span>
      <span className="need-what" title={troubleOf(need) ?? undefined}>
        {troubleOf(need) ?? need.what}
      </span>
      <NeedWho need={need} />
      <NeedTimes need={need} />
      {isAsked && <span className="asked">asked, waiting</span>}
    </button>
  );
}

/** What went wrong tells more than that somebody must decide. */
function troubleOf({ step }: NeedLine): string | null {
  return step?.state === 'failed' || step?.state === 'indeterminate' ? step.stateReason : null;
}

function NeedWho({ need }: { readonly need: NeedLine }) {
  const people = useDesk((state) => state.run?.people) ?? [];
  const person = personOf(need.who, people) ?? (need.step === null ? null : personOf(need.step.responsible, people));
  const name = person?.name ?? need.who;
  if (name === null) return null;
  return (
    <span className="need-who">
      <span className="clip">{name}</span>
      {person?.phone != null && <span className="figures">{person.phone}</span>}
    </span>
  );
}

/** How long it has waited: at the end of its first line, where the eye compares. */
function NeedAge({ since }: { readonly since: number | null }) {
  const now = useScenarioNow();
  if (since === null) return null;
  const waited = duration(Math.max(0, now - since));
  return (
    <span className="need-age figures live-value" title={`Waits ${waited}`}>
      {waited}
    </span>
  );
}

function NeedTimes({ need }: { readonly need: NeedLine }) {
  const now = useScenarioNow();
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  if (need.due === null) return null;
  const left = need.due - now;
  return (
    <span className="need-times figures live-value">
      <span data-tone={left < 5 * 60_000 ? 'bad' : 'plain'}>
        {left < 0 ? `overdue ${duration(left)}` : `due in ${duration(left)}`} ({clockTime(need.due, zone)})
        {need.onExpiry === null ? '' : `, then ${need.onExpiry}`}
      </span>
    </span>
  );
}

/** After a recorded act the focus goes to the next thing that needs a person, unless somebody is typing. */
function useFocusOnTurn() {
  const list = useRef<HTMLElement>(null);
  const turn = useDesk((state) => state.focusTurn);
  useEffect(() => {
    if (turn === 0) return;
    const present = document.activeElement;
    if (present instanceof HTMLInputElement || present instanceof HTMLTextAreaElement) return;
    const next = list.current?.querySelector<HTMLElement>('button.need') ?? document.getElementById('runsheet');
    next?.focus();
  }, [turn]);
  return list;
}

/** The tab in the browser's row says it too, for a person who looks elsewhere. */
function useTitle(count: number, title: string): void {
  useEffect(() => {
    document.title = count === 0 ? `${title} · Holdpoint` : `(${count}) ${title} · Holdpoint`;
    return () => {
      document.title = 'Holdpoint';
    };
  }, [count, title]);
}
