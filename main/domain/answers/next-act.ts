import type { Answer } from '../../../contract/answers.ts';
import type { StepAction, StepActionName } from '../../../contract/commands.ts';
import type { StepDetail } from '../../../contract/step-detail.ts';

/** What the person of an answer does next at a step; `file` evidence is named by its path, still to be uploaded. */
export type NextAct =
  | { readonly kind: 'act'; readonly act: StepAction }
  | { readonly kind: 'attach-file'; readonly evidenceId: string; readonly path: string }
  /** The answer says nothing that would help now; why, as a sentence. */
  | { readonly kind: 'stuck'; readonly why: string }
  /** Nothing to do for a person at this moment. */
  | { readonly kind: 'nothing' };

const nothing: NextAct = { kind: 'nothing' };

/** The next act of this answer, from what the core allows. One at a time: each changes what is allowed. Pure. */
export function nextAct(detail: StepDetail, answer: Answer): NextAct {
  if (answer.outcome === 'skipped')
    return offered(detail, { action: 'skip', reason: answer.note ?? 'Skipped, as the answers say.' });
  switch (detail.step.kind) {
    case 'checklist':
      return (
        started(detail) ??
        (answer.outcome === 'failed'
          ? fail(detail, answer)
          : (tick(detail, answer) ?? evidence(detail, answer) ?? done(detail)))
      );
    case 'manual':
      return (
        started(detail) ??
        (answer.outcome === 'failed' ? fail(detail, answer) : (evidence(detail, answer) ?? done(detail)))
      );
    case 'gate':
      return gate(detail, answer);
    case 'message':
      return message(detail, answer);
    default:
      return isAllowed(detail, 'go') ? act({ action: 'go' }) : nothing;
  }
}

function act(one: StepAction): NextAct {
  return { kind: 'act', act: one };
}

function isAllowed(detail: StepDetail, action: StepActionName): boolean {
  return detail.allowedActions.some((one) => one.action === action && one.allowed);
}

/** The act if it is allowed, else why it is not. */
function offered(detail: StepDetail, one: StepAction): NextAct {
  if (isAllowed(detail, one.action)) return act(one);
  const refused = detail.allowedActions.find((other) => other.action === one.action);
  return { kind: 'stuck', why: refused?.reason ?? `It cannot be “${one.action}” now.` };
}

function started(detail: StepDetail): NextAct | null {
  if (detail.step.startedAt !== null) return null;
  return offered(detail, { action: 'start' });
}

function fail(detail: StepDetail, answer: Answer): NextAct {
  return offered(detail, { action: 'failed', reason: answer.note ?? 'Failed, as the answers say.' });
}

function done(detail: StepDetail): NextAct {
  return offered(detail, { action: 'done' });
}

/** Items named, or all of them. The second tick of a two-person item is another person's, whom no answer speaks for. */
function tick(detail: StepDetail, answer: Answer): NextAct | null {
  const open = detail.items.find(
    ({ id, ticked, ticks }) => ticked === null && ticks.length === 0 && (answer.items?.includes(id) ?? true),
  );
  if (open === undefined) return null;
  return act({ action: 'tick', itemId: open.id, ...noteOf(answer) });
}

function evidence(detail: StepDetail, answer: Answer): NextAct | null {
  const given = new Set(detail.evidence.map((entry) => entry.evidenceId));
  for (const [evidenceId, value] of Object.entries(answer.evidence ?? {})) {
    if (given.has(evidenceId)) continue;
    const demand = detail.evidenceDemands.find((one) => one.id === evidenceId);
    switch (demand?.type) {
      case 'number': {
        const number = Number(value);
        if (!Number.isFinite(number))
          return { kind: 'stuck', why: `The evidence ${evidenceId} is not a number: ${value}` };
        return act({ action: 'attach', evidenceId, value: { type: 'number', number } });
      }
      case 'link':
        return act({ action: 'attach', evidenceId, value: { type: 'link', url: value } });
      case 'file':
        return { kind: 'attach-file', evidenceId, path: value };
      default:
        return act({ action: 'attach', evidenceId, value: { type: 'text', text: value } });
    }
  }
  return null;
}

function gate(detail: StepDetail, answer: Answer): NextAct {
  if (answer.outcome === 'failed' || answer.approve === false) {
    return offered(detail, { action: 'reject', reason: answer.note ?? 'No-go, as the answers say.' });
  }
  const unmet = detail.criteria.find((one) => one.met !== true && (answer.items?.includes(one.id) ?? true));
  if (unmet !== undefined && isAllowed(detail, 'meet'))
    return act({ action: 'meet', criterionId: unmet.id, ...noteOf(answer) });
  const proof = evidence(detail, answer);
  if (proof !== null) return proof;
  if (answer.approve !== true) return { kind: 'stuck', why: 'The answer approves nothing: it has no approve: true.' };
  const isGiven = detail.approvals?.given.some((one) => one.by === answer.by) ?? false;
  if (isGiven) return { kind: 'stuck', why: `${answer.by ?? 'The person'} has approved; it takes another person too.` };
  return offered(detail, { action: 'approve', ...noteOf(answer) });
}

function message(detail: StepDetail, answer: Answer): NextAct {
  if (answer.outcome === 'failed') return fail(detail, answer);
  const proof = evidence(detail, answer);
  if (detail.message?.sent !== null && detail.message !== null) return proof ?? nothing;
  const to = answer.to ?? answer.note ?? detail.message?.audience ?? 'everybody concerned';
  return offered(detail, { action: 'sent', to, ...(answer.channel === undefined ? {} : { channel: answer.channel }) });
}

function noteOf(answer: Answer): { note?: string } {
  return answer.note === undefined ? {} : { note: answer.note };
}
