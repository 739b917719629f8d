import type { RecordedEvent } from '../../../contract/events.ts';
import type { Plan } from '../../../contract/plan.ts';
import { describeEvent } from '../log/describe-event.ts';
import { attributed } from './attributed.ts';
import type { ReportAct, ReportEvidence, ReportHostKey } from './report-model.ts';

const decisionTypes: readonly string[] = [
  'run.started',
  'run.rebased',
  'preflight.accepted',
  'decision.recorded',
  'run.held',
  'run.resumed',
  'run.abort-started',
  'run.aborted',
  'run.cancelled',
  'run.completed',
  'step.go-given',
  'step.failed',
  'step.skipped',
  'step.retry-requested',
  'attempt.reopened',
];

function actKind(event: RecordedEvent): ReportAct['kind'] | null {
  if (event.type === 'note.added') return 'note';
  if (event.type === 'message.sent') return 'message';
  if (event.type === 'item.ticked' || event.type === 'item.unticked') return 'tick';
  if (event.type.startsWith('approval.') || event.type.startsWith('criterion.')) return 'approval';
  if (event.actor.via === 'engine') return null;
  if (event.type === 'step.succeeded') return event.data.byHand ? 'decision' : null;
  return decisionTypes.includes(event.type) ? 'decision' : null;
}

function actText(event: RecordedEvent): string | null {
  return event.type === 'note.added' || event.type === 'message.sent' ? event.data.text : null;
}

/** What people decided, approved, ticked, sent and noted, in order. */
export function actHistory(events: readonly RecordedEvent[], plan: Plan, isLive: boolean): readonly ReportAct[] {
  return events.flatMap((event) => {
    const kind = actKind(event);
    if (kind === null) return [];
    const stepId = 'stepId' in event.data ? (event.data.stepId ?? null) : null;
    const { sentence } = describeEvent(event, plan);
    return [{ ...attributed(event, isLive), kind, stepId, sentence, text: actText(event) }];
  });
}

/** Evidence given, in order, then what was demanded and never given. */
export function evidenceHistory(
  events: readonly RecordedEvent[],
  plan: Plan,
  isLive: boolean,
): readonly ReportEvidence[] {
  const demands = plan.steps.flatMap((step) => step.evidence.map((demand) => ({ stepId: step.id as string, demand })));
  const given = events.flatMap((event): ReportEvidence[] => {
    if (event.type !== 'evidence.attached') return [];
    const { stepId, evidenceId, value, note } = event.data;
    const demanded = demands.find((entry) => entry.stepId === stepId && entry.demand.id === evidenceId)?.demand;
    return [
      {
        stepId,
        evidenceId,
        demand: demanded?.text ?? evidenceId,
        required: demanded?.required ?? false,
        given: { ...attributed(event, isLive), value, note },
      },
    ];
  });
  const missing = demands.filter(
    ({ stepId, demand }) => !given.some((entry) => entry.stepId === stepId && entry.evidenceId === demand.id),
  );
  return [
    ...given,
    ...missing.map(({ stepId, demand }) => ({
      stepId,
      evidenceId: demand.id,
      demand: demand.text,
      required: demand.required,
      given: null,
    })),
  ];
}

/** The newest acceptance of each key that belongs to a target of the plan. Their events are in the workspace's journal. */
export function hostKeyHistory(events: readonly RecordedEvent[], plan: Plan): readonly ReportHostKey[] {
  const addresses = new Set(
    plan.targets.flatMap((target) => (target.kind === 'ssh' ? [`${target.host}:${target.port}`] : [])),
  );
  const newest = new Map<string, ReportHostKey>();
  for (const event of events) {
    if (event.type !== 'host-key.trusted') continue;
    const { host, port, keyType, fingerprint, how } = event.data;
    if (!addresses.has(`${host}:${port}`)) continue;
    newest.set(`${host}:${port} ${fingerprint}`, { ...attributed(event, true), host, port, keyType, fingerprint, how });
  }
  return [...newest.values()];
}
