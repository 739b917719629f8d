import { useState } from 'react';
import type { Preflight, PreflightCheck } from '../../../contract/preflight.ts';
import { duration } from '../../format/duration.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import type { StateLook } from '../../ui/state-words.ts';
import { useNow } from '../../ui/use-now.ts';
import { aspectWord, type CheckGroup, checkGroups, goodSummary, tally } from './check-groups.ts';

interface PreflightChecksProps {
  readonly preflight: Preflight;
  /** Targets whose keys stand in a list of their own. */
  readonly keysOf: readonly string[];
  onAgain(): void;
}

/** Every answer of the preflight: what is bad first with its cure, what is good folded into a count. */
export function PreflightChecks({ preflight, keysOf, onAgain }: PreflightChecksProps) {
  const isListed = ({ aspect, subject }: PreflightCheck) => aspect === 'host-key' && keysOf.includes(subject);
  const checks = preflight.checks.filter((check) => check.verdict === 'good' || !isListed(check));
  const { bad, warnings, good } = checkGroups({ ...preflight, checks });
  return (
    <section className="preflight" aria-label="Preflight">
      <div className="preflight-head">
        <StateMark look={verdictLooks[preflight.verdict]} />
        <span className="dim figures">{tally(preflight)}</span>
        <span className="preflight-age">
          <Age at={preflight.endedAt} />
          <button type="button" className="plain-button" onClick={onAgain}>
            Check again
          </button>
        </span>
      </div>
      <Groups title="Bad: mend these first" groups={bad} />
      <Groups title="Warnings: start and know" groups={warnings} />
      {good.length > 0 && <Good good={good} />}
    </section>
  );
}

const verdictLooks: Readonly<Record<Preflight['verdict'], StateLook>> = {
  red: { word: 'RED', shape: 'cross', tone: 'failed' },
  amber: { word: 'AMBER', shape: 'half', tone: 'awaiting' },
  green: { word: 'GREEN', shape: 'check', tone: 'succeeded' },
};

const checkLooks: Readonly<Record<PreflightCheck['verdict'], StateLook>> = {
  bad: { word: 'bad', shape: 'cross', tone: 'failed' },
  unknown: { word: 'not known', shape: 'question', tone: 'unknown' },
  warning: { word: 'warning', shape: 'half', tone: 'awaiting' },
  good: { word: 'good', shape: 'check', tone: 'succeeded' },
};

function Age({ at }: { readonly at: number }) {
  const now = useNow();
  return <span className="dim figures preflight-age">{duration(Math.max(0, now - at))} ago</span>;
}

function Groups({ title, groups }: { readonly title: string; readonly groups: readonly CheckGroup[] }) {
  if (groups.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul className="checks" aria-label={title}>
        {groups.map(({ id, check, subjects }) => (
          <li key={id}>
            <StateMark look={checkLooks[check.verdict]} shapeOnly />
            <div>
              <span className="check-about">
                <Subjects subjects={subjects} /> <span className="dim nowrap">{aspectWord(check.aspect)}</span>
              </span>
              <span className="check-text">{check.text}</span>
              {check.cure !== null && <span className="check-cure">{check.cure}</span>}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

const SHOWN = 6;

function Subjects({ subjects }: { readonly subjects: readonly string[] }) {
  const shown = subjects.slice(0, SHOWN).join(', ');
  const rest = subjects.length - SHOWN;
  return (
    <strong className="wrap" title={subjects.join(', ')}>
      {rest > 0 ? `${shown} and ${rest} more` : shown}
    </strong>
  );
}

function Good({ good }: { readonly good: readonly PreflightCheck[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="checks-good" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <StateMark look={checkLooks.good} shapeOnly /> {good.length} good{' '}
        <span className="dim figures">{goodSummary(good)}</span>
      </summary>
      {isOpen && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <section className="checks-good-list" tabIndex={0} aria-label="What is good">
          <ul>
            {good.map((check) => (
              <li key={`${check.aspect} ${check.subject} ${check.text}`}>
                <span className="code">{check.subject}</span> <span className="dim">{aspectWord(check.aspect)}</span>{' '}
                <span>{check.text}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </details>
  );
}
