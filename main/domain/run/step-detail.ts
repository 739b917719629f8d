import type { StepId } from '../../../contract/ids.ts';
import type { Plan, PlanAction, PlanTarget } from '../../../contract/plan.ts';
import type { AttemptView, StepDetail } from '../../../contract/step-detail.ts';
import { dueAt, neededFor } from '../checklist/item-progress.ts';
import { uploadText } from '../plan/upload-text.ts';
import { probeText } from '../probe/probe-text.ts';
import { stepActions } from './allowed-actions.ts';
import { blockers } from './blockers.ts';
import { factsOf } from './deliberation.ts';
import { isTicked, ticksOf } from './item-ticks.ts';
import { resolvedText } from './resolve.ts';
import type { RunState, StepState, TargetState } from './state.ts';
import { attemptOf, criterionOf, stepAt } from './state.ts';
import { targetStateName } from './step-state-name.ts';
import { stepView } from './step-view.ts';

/** Everything about one step, for the right pane; null for a step the run does not have. */
export function stepDetail(
  state: RunState,
  stepId: StepId,
  when: { readonly now: number; readonly driven: boolean },
): StepDetail | null {
  const index = state.index.positions.get(stepId);
  const view = stepView(state, stepId, when.now);
  if (index === undefined || view === null) return null;
  const { step: plan } = factsOf(state, index);
  const step = stepAt(state, index);
  return {
    step: view,
    instructions: plan.instructions,
    expected: plan.expected,
    notes: plan.notes,
    links: plan.links,
    script: scriptText(plan.action, state.plan),
    backout: plan.backout === null ? null : plan.backout.kind === 'none' ? plan.backout.reason : plan.backout.summary,
    targets: step.targets.map((target) => targetLine(state, step, { target, driven: when.driven })),
    attempts: attemptViews(step),
    items: itemLines(plan.action, step, state.t0),
    criteria: criterionLines(plan.action, step),
    approvals: approvalLines(plan.action, step),
    message: messageDraft(state, plan.action, step),
    evidenceDemands: plan.evidence,
    evidence: step.evidence.map(({ evidenceId, value, by, at, assurance, note }) => ({
      evidenceId,
      value,
      by,
      at,
      assurance,
      note,
    })),
    blockers: blockers(state, { stepId, ...when }),
    allowedActions: stepActions(state, stepId, when.now),
  };
}

function targetLine(
  state: RunState,
  step: StepState,
  { target, driven }: { readonly target: TargetState; readonly driven: boolean },
): StepDetail['targets'][number] {
  const newest = attemptOf(target);
  return {
    name: target.name,
    address: addressOf(state.plan.targets.find((known) => known.name === target.name)),
    state: targetStateName(step, target, driven),
    attempts: target.attempts.length,
    reason: newest?.outOfContactReason ?? target.reason,
    exitCode: newest?.exitCode ?? null,
    durationMs: newest?.durationMs ?? null,
  };
}

function addressOf(target: PlanTarget | undefined): string {
  if (target === undefined) return '';
  if (target.kind === 'http') return target.baseUrl;
  return `${target.user === null ? '' : `${target.user}@`}${target.host}:${target.port}`;
}

function attemptViews(step: StepState): AttemptView[] {
  return step.targets
    .flatMap((target) => target.attempts.map((attempt) => ({ target, attempt })))
    .toSorted((a, b) => a.attempt.startedAt - b.attempt.startedAt)
    .map(({ target, attempt }) => ({
      target: target.name,
      attempt: attempt.attempt,
      startedAt: attempt.startedAt,
      endedAt: attempt.endedAt,
      outcome: attempt.outcome,
      outOfContactSince: attempt.outOfContactSince,
      exitCode: attempt.exitCode,
      signal: attempt.signal,
      durationMs: attempt.durationMs,
      reason: attempt.reason,
      commandHash: attempt.commandHash,
      streams: attempt.streams,
      checks: target.checks
        .filter((check) => check.attempt === attempt.attempt)
        .map(({ purpose, answer, exitCode, at }) => ({ purpose, answer, exitCode, at })),
    }));
}

function itemLines(action: PlanAction, step: StepState, t0: number | null): StepDetail['items'] {
  if (action.kind !== 'checklist') return [];
  return action.items.map((item) => {
    const { id, text, responsible, due = null, evidence = [] } = item;
    const ticks = ticksOf(step, id).map(({ by, at, assurance, note }) => ({ by, at, assurance, note }));
    return {
      ...{ id, text, responsible, ticks },
      needed: neededFor(item),
      due: due === null ? null : { text: due.text, at: dueAt({ item: { due } }, t0) },
      evidence: evidence.map((demand) => `${id}/${demand.id}`),
      ticked: isTicked(step, item) ? (ticks.at(-1) ?? null) : null,
    };
  });
}

function criterionLines(action: PlanAction, step: StepState): StepDetail['criteria'] {
  if (action.kind !== 'gate') return [];
  return action.criteria.map(({ id, text }) => {
    const said = criterionOf(step, id);
    return { id, text, met: said?.met ?? null, by: said?.by ?? null, at: said?.at ?? null, note: said?.note ?? null };
  });
}

function approvalLines(action: PlanAction, step: StepState): StepDetail['approvals'] {
  if (action.kind !== 'gate') return null;
  const given = step.approvals.map(({ by, role, at, assurance, note }) => ({ by, role, at, assurance, note }));
  return { roles: action.approvals.roles, count: action.approvals.count, given };
}

function messageDraft(state: RunState, action: PlanAction, step: StepState): StepDetail['message'] {
  if (action.kind !== 'message') return null;
  const { sent } = step;
  return {
    audience: action.audience,
    channel: action.channel,
    subject: action.subject === null ? null : resolvedText(state, action.subject).text,
    text: sent?.text ?? resolvedText(state, action.text).text,
    sent: sent === null ? null : { by: sent.by, at: sent.at, to: sent.to },
  };
}

/** What an automated step will do, readable: the script, or the request line with its headers and body. */
function scriptText(action: PlanAction, { probes = [] }: Plan): string | null {
  if (action.kind === 'ssh') return action.run;
  if (action.kind === 'upload') return uploadText(action, action.to);
  if (action.kind === 'probe') {
    const probe = probes.find(({ name }) => name === action.probe);
    return probe === undefined ? null : probe.kind === 'ssh' ? probe.run : probeText(probe);
  }
  if (action.kind !== 'http') return null;
  const { method, path, query, headers, body } = action.request;
  const search = new URLSearchParams(query).toString();
  const lines = [`${method} ${path}${search === '' ? '' : `?${search}`}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body.kind === 'none') return lines.join('\n');
  return `${lines.join('\n')}\n\n${body.kind === 'text' ? body.value : JSON.stringify(body.value, null, 2)}`;
}
