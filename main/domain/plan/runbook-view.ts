import type { RunbookView } from '../../../contract/workspace-views.ts';
import { buildPlan, type CompiledPlan } from './compile-plan.ts';
import type { DocumentTools, JudgedDocument } from './judge-document.ts';
import { bindInputs, inputSpecs } from './plan-inputs.ts';
import { addressOf } from './preview.ts';
import { planSchedule } from './schedule.ts';

/**
 * A runbook as the face shows it, without what the store adds. With errors it shows what could be understood,
 * and no hashes; null when nothing could.
 */
export function runbookView(
  judged: JudgedDocument,
  tools: DocumentTools,
): Omit<RunbookView, 'document' | 'text'> | null {
  const context = judged.runbook;
  if (context === null) return null;
  const { runbook } = context;
  const compiled = buildPlan(context, bindInputs(runbook, null).values, tools.digest);
  const { plan, hashes } = compiled;
  const hasErrors = judged.findings.some((finding) => finding.severity === 'error');
  const isLater = judged.findings.some((finding) => finding.severity === 'not-executable-yet');
  return {
    change: plan.change,
    timezone: plan.timezone,
    window: plan.window,
    inputs: [...inputSpecs(runbook)],
    people: plan.people,
    targets: plan.targets.map((target) => ({
      name: target.name,
      kind: target.kind,
      address: addressOf(target),
      labels: target.labels,
    })),
    ...scheduledSteps(compiled),
    probes: (plan.probes ?? []).map(({ name, targets }) => ({ name, targets })),
    hashes: hasErrors ? null : hashes,
    findings: [...judged.findings],
    canRunLive: !hasErrors && !isLater,
  };
}

function scheduledSteps({ plan }: CompiledPlan): Pick<RunbookView, 'steps' | 'plannedLengthMs'> {
  const schedule = planSchedule(plan);
  const steps = plan.steps.map((step, index) => {
    const place = schedule.steps[index];
    return {
      id: step.id,
      index,
      kind: step.kind,
      title: step.title,
      stream: step.stream,
      phase: step.phase,
      responsible: step.responsible,
      after: step.after,
      duration: step.duration,
      plannedStartMs: place?.startMs ?? null,
      plannedEndMs: place?.endMs ?? null,
      targets: 'targets' in step.action ? step.action.targets : [],
      pointOfNoReturn: step.pointOfNoReturn,
      start: step.start,
      critical: place?.isCritical ?? false,
    };
  });
  return { steps, plannedLengthMs: schedule.lengthMs };
}
