import { useMemo } from 'react';
import type { RunbookView } from '../../../contract/workspace-views.ts';
import { duration } from '../../format/duration.ts';
import { offsetFromT0 } from '../../format/time.ts';
import { startsText } from './starts-text.ts';

type PlanStep = RunbookView['steps'][number];

/** The steps as planned, from T0. */
export function PlanTable({ runbook }: { readonly runbook: RunbookView }) {
  const byId = useMemo(() => new Map(runbook.steps.map((step) => [String(step.id), step])), [runbook.steps]);
  return (
    <section aria-labelledby="steps">
      <h2 id="steps">Steps</h2>
      <table className="table dense" aria-label="Steps">
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">Step</th>
            <th scope="col">Kind</th>
            <th scope="col" className="wide-only">
              Stream
            </th>
            <th scope="col">Responsible</th>
            <th scope="col">After</th>
            <th scope="col">From</th>
            <th scope="col">Takes</th>
            <th scope="col">Targets</th>
            <th scope="col">Starts</th>
          </tr>
        </thead>
        <tbody>
          {runbook.steps.map((step) => (
            <PlanRow step={step} all={byId} key={step.id} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface PlanRowProps {
  readonly step: PlanStep;
  readonly all: ReadonlyMap<string, PlanStep>;
}

function PlanRow({ step, all }: PlanRowProps) {
  const before = step.after.map(({ step: id, type }) => {
    const other = all.get(id);
    const kind = type === 'FS' ? '' : ` ${type}`;
    return {
      number: `${other === undefined ? id : other.index + 1}${kind}`,
      title: `${id}${kind}  ${other?.title ?? ''}`,
    };
  });
  return (
    <tr>
      <td className="figures dim">{step.index + 1}</td>
      <td>
        {step.pointOfNoReturn && (
          <abbr className="no-return" title="Point of no return">
            ◆
          </abbr>
        )}
        <span title={step.id}>{step.title}</span>
        {step.critical && (
          <span className="dim wide-inline" title="On the longest path: a delay here delays the end">
            {' '}
            critical
          </span>
        )}
      </td>
      <td className="dim">{step.kind}</td>
      <td className="dim wide-only">{step.stream ?? ''}</td>
      <td className="dim clip" title={step.responsible ?? undefined}>
        {step.responsible ?? ''}
      </td>
      <td className="figures dim clip few" title={before.map(({ title }) => title).join('\n')}>
        {before.map(({ number }) => number).join(', ')}
      </td>
      <td className="figures">{step.plannedStartMs === null ? '' : offsetFromT0(step.plannedStartMs)}</td>
      <td className="figures">{step.duration === null ? '' : duration(step.duration.likelyMs)}</td>
      <td className="figures" title={step.targets.join(', ')}>
        {step.targets.length === 0 ? '' : step.targets.length}
      </td>
      <td className="dim nowrap">{startsText(step)}</td>
    </tr>
  );
}
