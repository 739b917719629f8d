import type { StepView } from '../../../contract/views.ts';
import { StepTransfer } from '../step/TransferLine.tsx';

/** 11/12, and what went wrong by shape and number. */
export function TargetCount({ step }: { readonly step: StepView }) {
  const { total, succeeded, failed, unknown } = step.targets;
  if (total === 0) return null;
  const trouble = [failed > 0 ? `${failed} failed` : '', unknown > 0 ? `${unknown} unknown` : ''].filter(Boolean);
  return (
    <span title={[`${succeeded} of ${total} succeeded`, ...trouble].join(', ')}>
      {succeeded}/{total}
      <StepTransfer stepId={step.id} />
      {failed > 0 && <span data-tone="bad"> ✕{failed}</span>}
      {unknown > 0 && <span data-tone="unknown"> ?{unknown}</span>}
    </span>
  );
}
