import { duration } from '../../format/duration.ts';
import { clockTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { nextSteps, waitsFor } from './needs.ts';

const COUNT = 8;

export function NextUp() {
  const run = useDesk((state) => state.run);
  const selectInRun = useDesk((state) => state.selectInRun);
  if (run === null) return null;
  const next = run.header.endedAt === null ? nextSteps(run.steps, COUNT) : [];
  return (
    <section className="panel next" aria-labelledby="next-title">
      <h2 id="next-title">Next</h2>
      {next.length === 0 && (
        <p className="quiet">{run.header.endedAt === null ? 'No step is left to come.' : 'The run is over.'}</p>
      )}
      <ol>
        {next.map((step) => {
          const waits = waitsFor(step, run.steps);
          return (
            <li key={step.id}>
              <button
                type="button"
                className="next-step"
                onClick={() => selectInRun({ stepId: step.id, target: null })}
              >
                <span className="figures dim">
                  {step.projectedStart === null ? '–' : clockTime(step.projectedStart, run.header.timezone)}
                </span>
                <span className="clip" title={step.title}>
                  {step.title}
                </span>
                <span className="under clip" title={waits.join(', ')}>
                  {waits.length > 0 ? `waits for ${waits[0]}${waits.length > 1 ? ` +${waits.length - 1}` : ''}` : ''}
                  {waits.length === 0 && step.duration !== null ? `about ${duration(step.duration.likelyMs)}` : ''}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
