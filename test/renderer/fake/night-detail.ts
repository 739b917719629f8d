import { stepActionNames } from '../../../contract/commands.ts';
import { stepIdSchema } from '../../../contract/ids.ts';
import type { OutputRow, RowTotals } from '../../../contract/output-views.ts';
import type { AttemptView, StepDetail } from '../../../contract/step-detail.ts';
import type { StepView } from '../../../contract/views.ts';
import type { OutputChunk } from '../../../contract/workspace-views.ts';
import { NOW, targetNames } from './night.ts';

const allowedIn: Readonly<Record<string, readonly string[]>> = {
  failed: ['retry-failed', 'retry-all', 'done', 'skip', 'attach'],
  indeterminate: ['reconcile', 'done', 'skip', 'attach'],
  ready: ['go', 'skip', 'attach'],
  'awaiting-human': ['start', 'tick', 'skip', 'attach', 'sent'],
  'awaiting-approval': ['approve', 'reject', 'meet', 'unmeet', 'attach'],
  pending: ['skip'],
};

/** The right pane's facts for any step of the night. */
export function detailOf(step: StepView): StepDetail {
  const targets = targetsOf(step);
  return {
    step,
    instructions:
      '1. Watch `pool sessions` fall to **zero**.\n2. If a host keeps sessions for five minutes, call the network on-call.',
    expected: 'No session is left on any web host.',
    notes: null,
    links: [{ text: 'Runbook of the load balancer', url: 'https://wiki.example.com/pool' }],
    script: step.targets.total > 0 ? 'pool drain "$HP_TARGET_NAME"\necho "draining for $RELEASE"\n' : null,
    backout: 'ssh: pool enable "$HP_TARGET_NAME"',
    targets,
    attempts: step.attempts === 0 ? [] : attemptsOf(targets),
    items: itemsOf(step),
    criteria: criteriaOf(step),
    approvals: step.kind === 'gate' ? { roles: ['Release manager'], count: 1, given: [] } : null,
    message:
      step.kind === 'message'
        ? {
            audience: 'stakeholders',
            channel: 'mail',
            subject: 'Orders 4.2: window open',
            text: 'Orders is in maintenance until 02:00 Berlin.',
            sent: null,
          }
        : null,
    evidenceDemands: [
      { id: stepIdSchema.parse('screenshot'), text: 'Screenshot of the empty pool', type: 'file', required: true },
    ],
    evidence: [],
    blockers: blockersOf(step),
    allowedActions: stepActionNames.map((action) => {
      const allowed = (allowedIn[step.state] ?? []).includes(action);
      return { action, allowed, reason: allowed ? null : 'Its predecessors are not over.' };
    }),
  };
}

function targetsOf(step: StepView): StepDetail['targets'] {
  return targetNames.slice(0, step.targets.total).map((name, at) => {
    const isBad = step.state === 'failed' && at === 6;
    const isOpen = step.state === 'running' && at > 23;
    const isDone = step.startedAt !== null && !isBad && !isOpen;
    const running = at < 36 ? 'running' : 'pending';
    return {
      name,
      address: `deploy@10.20.${Math.floor(at / 16)}.${11 + (at % 16)}:22`,
      state: isBad
        ? 'failed'
        : isOpen
          ? running
          : step.state === 'indeterminate'
            ? 'indeterminate'
            : isDone
              ? 'succeeded'
              : 'pending',
      attempts: step.attempts,
      reason: isBad ? 'exit 42, expected 0' : null,
      exitCode: isBad ? 42 : isDone && step.state !== 'indeterminate' ? 0 : null,
      durationMs: isBad ? 30_200 : isDone ? 4100 + at * 37 : null,
    };
  });
}

function attemptsOf(targets: StepDetail['targets']): AttemptView[] {
  return targets
    .filter((target) => target.state !== 'pending')
    .map((target, at) => ({
      target: target.name,
      attempt: 1,
      startedAt: NOW - 400_000 + at * 800,
      endedAt: target.exitCode === null ? null : NOW - 360_000,
      outcome: target.exitCode === null ? null : target.exitCode === 0 ? 'succeeded' : 'failed',
      outOfContactSince: target.state === 'indeterminate' ? NOW - 240_000 : null,
      exitCode: target.exitCode,
      signal: null,
      durationMs: target.durationMs,
      reason: target.reason,
      commandHash: 'a'.repeat(64),
      streams: { stdout: { rawBytes: 12_400, storedBytes: 12_388, storedDigest: 'b'.repeat(64), redactions: 1 } },
      checks: [],
    }));
}

function itemsOf(step: StepView): StepDetail['items'] {
  if (step.kind !== 'checklist') return [];
  const ticked = { by: 'Ana Ruiz', at: NOW - 200_000, assurance: 'stated', note: null };
  const freeze = { id: stepIdSchema.parse('freeze'), text: 'No merges since the tag', responsible: 'Release manager' };
  const oncall = { id: stepIdSchema.parse('oncall'), text: 'On-call acknowledged', responsible: 'Network on-call' };
  return [
    { ...freeze, needed: 1, ticks: [ticked], due: { text: 'T-1h', at: NOW - 3_600_000 }, evidence: [], ticked },
    { ...oncall, needed: 2, ticks: [ticked], due: { text: 'T-15m', at: NOW - 60_000 }, evidence: [], ticked: null },
  ];
}

function criteriaOf(step: StepView): StepDetail['criteria'] {
  if (step.kind !== 'gate') return [];
  return [
    { id: stepIdSchema.parse('errors'), text: 'Error rate below 1 %', met: true, by: 'Ana Ruiz', at: NOW, note: null },
    { id: stepIdSchema.parse('backup'), text: 'Backup verified', met: null, by: null, at: null, note: null },
  ];
}

function blockersOf(step: StepView): StepDetail['blockers'] {
  if (step.state !== 'pending' && step.state !== 'awaiting-approval') return [];
  return [
    {
      stepId: step.id,
      kind: 'run-held',
      text: 'The run is held.',
      unblock: 'Resolve the failed step, then say Resume.',
      who: { role: 'Release manager', person: 'Ana Ruiz', phone: '+49 30 901820 11' },
    },
    {
      stepId: step.id,
      kind: 'predecessor',
      text: 'Take the web tier out of the pool is not over.',
      unblock: 'Retry its failed target or skip it.',
      who: null,
    },
  ];
}

export function outputOf(target: string): OutputChunk[] {
  const lines = Array.from(
    { length: 140 },
    (_, at) => `\u001b[32mok\u001b[0m ${target}: session ${1000 + at} closed, ${140 - at} left`,
  );
  const text = `+ pool drain ${target}\n${lines.join('\n')}\n`;
  const error =
    '\u001b[1;31mpool: timeout after 30 s\u001b[0m\npool: 3 sessions are left on this host and will not close; the load balancer at 10.20.0.2 answers 503 to every request for its list\n';
  return [
    { stream: 'stdout', offset: 0, bytes: new TextEncoder().encode(text).length, text, at: NOW - 20_000 },
    { stream: 'stderr', offset: 0, bytes: new TextEncoder().encode(error).length, text: error, at: NOW - 1000 },
  ];
}

/** The same as rows. */
export function rowsOf(target: string): OutputRow[] {
  const rows: OutputRow[] = [];
  for (const { stream, text, at: time } of outputOf(target)) {
    for (const line of text.split('\n').slice(0, -1)) {
      const place = { at: rows.length, line: rows.length + 1, stream, offset: 0, bytes: line.length };
      rows.push({ ...place, text: line, time });
    }
  }
  return rows;
}

export function totalsOf(rows: readonly OutputRow[]): RowTotals {
  const bytes = rows.reduce((sum, row) => sum + row.bytes + 1, 0);
  const counts = { rows: rows.length, lines: rows.length, settled: rows.length, escapes: 0, redactions: 0 };
  return { ...counts, bytes, isCounted: true };
}
