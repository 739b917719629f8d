import { useEffect, useRef } from 'react';
import type { StepView } from '../../../contract/views.ts';
import { duration } from '../../format/duration.ts';
import { clockTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useScenarioNow } from '../../state/use-scenario-now.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { stepLook } from '../../ui/state-words.ts';
import { waitsFor } from '../run/needs.ts';
import { PhoneNumber } from './PhoneNumber.tsx';
import { type Duty, duties, personOf, waitsOn } from './phone-book.ts';

/** Who is on what, what comes next for them, and how to reach them. */
export function PeopleView() {
  const people = useDesk((state) => state.run?.people) ?? [];
  const steps = useDesk((state) => state.run?.steps) ?? [];
  const selected = useDesk((state) => (state.route.screen === 'run' ? state.route.stepId : null));
  const step = steps.find((one) => one.id === selected);
  const wanted = step === undefined ? null : waitsOn(step, people);
  const place = useWantedInSight(wanted?.role ?? null);
  if (people.length === 0) {
    return (
      <div className="view-empty">
        <p>The plan names no people. Name them under “people” in the runbook: role, name, phone, backup.</p>
      </div>
    );
  }
  return (
    <div className="view-scroll">
      <table className="table dense view-table people-table" aria-label="People" ref={place}>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Phone</th>
            <th scope="col">On now</th>
            <th scope="col">Next</th>
          </tr>
        </thead>
        <tbody>
          {duties(people, steps, (one) => waitsFor(one, steps)).map((duty) => (
            <PersonRow duty={duty} isWanted={duty.person === wanted} key={duty.person.role} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** P brings the person the selected step waits for into sight, and says who it is. */
function useWantedInSight(role: string | null) {
  const place = useRef<HTMLTableElement>(null);
  useEffect(() => {
    if (role === null) return;
    place.current?.querySelector('[data-wanted="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [role]);
  return place;
}

function PersonRow({ duty, isWanted }: { readonly duty: Duty; readonly isWanted: boolean }) {
  const people = useDesk((state) => state.run?.people) ?? [];
  const { person, now, next } = duty;
  const backup = personOf(person.backup, people);
  return (
    <tr data-wanted={isWanted} tabIndex={-1}>
      <td className="clip-cell">
        <strong className="clip" title={person.name}>
          {person.name}
        </strong>
        <span className="under clip" title={person.role}>
          {person.role}
        </span>
        {isWanted && (
          <span className="tag" title="The selected step waits for them">
            selected step
          </span>
        )}
      </td>
      <td>
        <PhoneNumber phone={person.phone} name={person.name} />
        {person.backup !== null && (
          <span className="under">
            backup {backup?.name ?? person.backup}
            {backup?.phone != null && <span className="under figures">{backup.phone}</span>}
          </span>
        )}
      </td>
      <td className="clip-cell">
        {now.length === 0 ? (
          <span className="dim">nothing</span>
        ) : (
          now.map((step) => <DutyLine step={step} key={step.id} />)
        )}
      </td>
      <td className="clip-cell">
        <NextDuty duty={duty} next={next} />
      </td>
    </tr>
  );
}

function DutyLine({ step }: { readonly step: StepView }) {
  const now = useScenarioNow();
  const selectInRun = useDesk((state) => state.selectInRun);
  const since = step.need?.since ?? step.startedAt;
  const what = step.need === null ? 'at work' : step.need.what;
  return (
    <button
      type="button"
      className="row-button"
      title={step.title}
      onClick={() => selectInRun({ stepId: step.id, target: null })}
    >
      <span className="need-title">
        <StateMark look={stepLook(step)} shapeOnly />
        <span className="clip">{step.title}</span>
      </span>
      <span className="under clip live-value">
        {what}
        {since === null ? '' : ` · ${duration(Math.max(0, now - since))}`}
      </span>
    </button>
  );
}

function NextDuty({ duty, next }: { readonly duty: Duty; readonly next: StepView | null }) {
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const isOver = useDesk((state) => state.run?.header.endedAt != null);
  if (next === null || isOver) return <span className="dim">nothing to come</span>;
  const [first, ...rest] = duty.waitsFor;
  return (
    <>
      <span className="clip" title={next.title}>
        {next.projectedStart === null ? '' : `${clockTime(next.projectedStart, zone)} `}
        {next.title}
      </span>
      {first !== undefined && (
        <span className="under clip" title={duty.waitsFor.join(', ')}>
          waits for {first}
          {rest.length > 0 ? ` +${rest.length}` : ''}
        </span>
      )}
    </>
  );
}
