import { counted } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { FindingsList } from '../../ui/FindingsList.tsx';

/** What was found in the file just dropped, when it was refused: every finding at once, nothing stored. */
export function DroppedFindings() {
  const dropped = useDesk((state) => state.dropped);
  const clear = useDesk((state) => state.clearDropped);
  if (dropped === null || dropped.problem === null) return null;
  const errors = dropped.findings.filter((finding) => finding.severity === 'error').length;
  return (
    <section className="problem" role="alert" aria-label={`Findings in ${dropped.name}`}>
      <h2>
        {dropped.name}: {errors === 0 ? 'not saved' : `not saved, ${counted(errors, 'error')}`}
      </h2>
      <p>{dropped.problem.message}</p>
      {dropped.findings.length > 0 && <FindingsList findings={dropped.findings} file={dropped.name} />}
      <button type="button" className="plain-button" onClick={clear}>
        Clear
      </button>
    </section>
  );
}
