import type { Client } from '../../../contract/client.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { StepDetail } from '../../../contract/step-detail.ts';
import type { RunHeader, StepView } from '../../../contract/views.ts';
import { shellWord, suggested } from './command-name.ts';

/** What a person can type to go on, for a run that rests: whole commands, most useful first. */
export function waysOn(
  header: RunHeader,
  steps: readonly StepView[],
  details: ReadonlyMap<string, StepDetail>,
): readonly string[] {
  if (header.proposedClosure !== null)
    return [suggested(`close ${header.runId} --code ${header.proposedClosure.code}`)];
  const acts = steps.flatMap((step) => actsFor(header.runId, step, details.get(step.id)));
  return [...acts, suggested(`resume ${header.runId}`)];
}

/** What of these steps is allowed and still open; of the first twenty, for more is no next thing to do. */
export async function detailsOf(
  client: Client,
  runId: RunId,
  steps: readonly StepView[],
): Promise<ReadonlyMap<string, StepDetail>> {
  const details = new Map<string, StepDetail>();
  for (const step of steps.slice(0, 20)) {
    const detail = await client.call('runs.step', { runId, stepId: step.id });
    if (detail.ok) details.set(step.id, detail.value);
  }
  return details;
}

/** A step somebody is asked about. */
export function asks(step: StepView): boolean {
  return step.need !== null || step.state === 'failed' || step.state === 'indeterminate';
}

function actsFor(runId: string, step: StepView, detail: StepDetail | undefined): readonly string[] {
  if (!asks(step)) return [];
  const act = (action: string, more = ''): string => suggested(`act ${runId} ${step.id} ${action}${by(step)}${more}`);
  const can = (action: string): boolean =>
    detail?.allowedActions.some((one) => one.action === action && one.allowed) ?? false;
  switch (step.state) {
    case 'failed':
    case 'indeterminate':
      return [
        ...(step.state === 'indeterminate' ? [act('reconcile')] : []),
        ...(can('retry-failed') ? [act('retry-failed')] : []),
        ...(can('done') ? [act('done', ' --reason TEXT')] : []),
        ...(can('skip') ? [act('skip', ' --reason TEXT')] : []),
      ];
    case 'ready':
      return [act('go')];
    case 'awaiting-approval':
      return [
        ...(detail?.criteria ?? []).filter((one) => one.met !== true).map((one) => act(`meet ${one.id}`)),
        act('approve'),
      ];
    default:
      // Its targets decide: nobody can type it over.
      return isAutomated(step) ? [] : workActs(step, detail, act);
  }
}

function isAutomated({ kind }: StepView): boolean {
  return ['ssh', 'http', 'upload', 'connector', 'probe'].includes(kind);
}

function workActs(
  step: StepView,
  detail: StepDetail | undefined,
  act: (action: string, more?: string) => string,
): readonly string[] {
  if (step.kind === 'message') return [act('sent', ' --to ADDRESS')];
  const given = new Set(detail?.evidence.map((one) => one.evidenceId));
  const missing = (detail?.evidenceDemands ?? []).filter((one) => one.required && !given.has(one.id));
  const items = (detail?.items ?? []).filter((item) => item.ticked === null);
  return [
    ...(step.startedAt === null ? [act('start')] : []),
    ...items.map((item) => act(`tick ${item.id}`)),
    act('done', missing.map((one) => ` --evidence ${one.id}=VALUE`).join('')),
  ];
}

function by(step: StepView): string {
  return step.need?.who === null || step.need?.who === undefined ? ' --by NAME' : ` --by ${shellWord(step.need.who)}`;
}
