import type { EvidenceValue } from '../../../contract/evidence.ts';
import type { StepDetail } from '../../../contract/step-detail.ts';
import { useDesk } from '../../state/desk-context.ts';
import { EvidenceFields } from './EvidenceFields.tsx';

interface EvidenceFormProps {
  readonly detail: StepDetail;
  /** null = beyond what the plan demands: the person names it. */
  readonly evidenceId: string | null;
  readonly type: EvidenceValue['type'] | null;
}

export function EvidenceForm({ detail, evidenceId, type }: EvidenceFormProps) {
  const act = useDesk((state) => state.act);
  const verdict = detail.allowedActions.find((one) => one.action === 'attach');
  if (verdict === undefined) return null;
  return (
    <EvidenceFields
      verdict={verdict}
      fixed={evidenceId === null ? null : { id: evidenceId, type }}
      onGiven={(id, value) =>
        act(detail.step.id, { action: 'attach', evidenceId: id, value }, { label: 'Attach evidence' })
      }
    />
  );
}
