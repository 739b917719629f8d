import { runIdSchema, stepIdSchema, targetNameSchema } from '../../../contract/ids.ts';
import type { StepKind } from '../../../contract/plan.ts';
import type { LogEntry, RunHeader, RunView, StepStateName, StepView } from '../../../contract/views.ts';

/** A release night as it looks at its worst hour: 200 steps, 40 targets, one failure, one unknown outcome. */

export const RUN_ID = runIdSchema.parse('run-20261128-2058-k3f9');
export const NOW = Date.UTC(2026, 10, 28, 21, 47, 3);
export const T0 = Date.UTC(2026, 10, 28, 21, 0, 0);
const MINUTE = 60_000;

const streams = ['platform', 'application', 'database', 'communication'] as const;
const people = ['Release manager', 'Database lead', 'Application lead', 'Network on-call, supplier Nordlicht GmbH'];

const titles: Readonly<Record<(typeof streams)[number], readonly [StepKind, string][]>> = {
  platform: [
    ['checklist', 'Confirm the code freeze and the on-call roster'],
    ['ssh', 'Take the web tier out of the pool'],
    ['ssh', 'Patch the kernel of the web tier and reboot in waves'],
    ['ssh', 'Put the web tier back into the pool'],
  ],
  application: [
    ['ssh', 'Deploy orders-api 4.2.0'],
    ['gate', 'Go / no-go for the schema change'],
    ['http', 'Orders answers with the new version on every front door, including the partner gateway in Frankfurt'],
    ['manual', 'Smoke test by the application team'],
  ],
  database: [
    ['ssh', 'Stop replication to the reporting standby'],
    ['ssh', 'Migrate the schema'],
    ['wait', 'Let the standby catch up'],
  ],
  communication: [
    ['message', 'Tell stakeholders that the window is open'],
    ['message', 'Update stakeholders at 23:00'],
  ],
};

export const targetNames = Array.from({ length: 40 }, (_, at) =>
  targetNameSchema.parse(at < 32 ? `web-${String(at + 1).padStart(2, '0')}` : `app-fra-${at - 31}.orders.internal`),
);

const special: Readonly<Record<number, StepStateName>> = {
  30: 'succeeded-with-exceptions',
  31: 'skipped',
  44: 'failed',
  45: 'awaiting-human',
  46: 'running',
  47: 'awaiting-human',
  48: 'awaiting-human',
  49: 'indeterminate',
  50: 'running',
  52: 'ready',
  53: 'awaiting-approval',
  54: 'scheduled',
  56: 'verifying',
  60: 'soaking',
};

function nightSteps(count = 200): StepView[] {
  return Array.from({ length: count }, (_, index) => stepAt(index));
}

function stepAt(index: number): StepView {
  const stream = streams[index % 4] ?? 'platform';
  const kinds = titles[stream];
  const [kind, title] = kinds[Math.floor(index / 4) % kinds.length] ?? ['manual', 'Step'];
  const state = special[index] ?? (index < 44 ? 'succeeded' : 'pending');
  const plannedStart = T0 + index * MINUTE;
  const isBegun = state !== 'pending' && state !== 'scheduled' && state !== 'ready' && state !== 'awaiting-approval';
  const startedAt = isBegun ? plannedStart + 40_000 : null;
  const isOver = ['succeeded', 'failed', 'skipped', 'succeeded-with-exceptions', 'indeterminate'].includes(state);
  const hasTargets = kind === 'ssh' || kind === 'http';
  return {
    id: stepIdSchema.parse(`${kind}-${index + 1}`),
    index,
    kind,
    title: `${title}${index > 11 ? `, wave ${Math.floor(index / 12) + 1}` : ''}`,
    stream,
    phase: 'cutover',
    responsible: people[index % people.length] ?? null,
    pointOfNoReturn: index === 61,
    after: index < 4 ? [] : [{ step: stepIdSchema.parse(`${idKind(index - 4)}-${index - 3}`), type: 'FS', lagMs: 0 }],
    state,
    stateReason: reasonOf(state),
    plannedStart,
    plannedEnd: plannedStart + 4 * MINUTE,
    projectedStart: plannedStart + 3 * MINUTE,
    projectedEnd: plannedStart + 7 * MINUTE,
    duration: { minMs: 2 * MINUTE, likelyMs: 4 * MINUTE, maxMs: 9 * MINUTE },
    eta:
      index === 50
        ? {
            endAt: NOW + 22 * MINUTE,
            by: 'Tomasz Wróblewski',
            assurance: 'stated',
            givenAt: NOW - 3 * MINUTE,
            reason: 'the standby is slow',
          }
        : null,
    readyAt: state === 'pending' || state === 'scheduled' ? null : plannedStart,
    startedAt,
    endedAt: isOver && startedAt !== null ? startedAt + 3 * MINUTE + index * 700 : null,
    overdueAt: index === 50 ? NOW - 95_000 : null,
    targets: hasTargets ? rollupOf(state) : { total: 0, succeeded: 0, failed: 0, running: 0, unknown: 0 },
    attempts: isBegun ? 1 : 0,
    need: needOf(index, state),
    changedSeq: 300 + index,
  };
}

function idKind(index: number): string {
  const kinds = titles[streams[index % 4] ?? 'platform'];
  return kinds[Math.floor(index / 4) % kinds.length]?.[0] ?? 'manual';
}

function reasonOf(state: StepStateName): string | null {
  if (state === 'failed') return '1 of 40 targets failed: web-07 exit 42 after 30.2 s.';
  if (state === 'indeterminate')
    return 'The link to db-01 was cut after the command was sent; it has not answered since.';
  if (state === 'skipped') return 'Skipped by condition: tier is not gold.';
  if (state === 'scheduled') return 'Starts at 23:00 at the earliest.';
  return null;
}

function rollupOf(state: StepStateName): StepView['targets'] {
  const none = { total: 40, succeeded: 0, failed: 0, running: 0, unknown: 0 };
  if (state === 'succeeded') return { ...none, succeeded: 40 };
  if (state === 'succeeded-with-exceptions') return { ...none, succeeded: 39 };
  if (state === 'failed') return { ...none, succeeded: 39, failed: 1 };
  if (state === 'indeterminate') return { ...none, total: 1, unknown: 1 };
  if (state === 'running') return { ...none, succeeded: 24, running: 12 };
  return none;
}

function needOf(index: number, state: StepStateName): StepView['need'] {
  const base = { since: NOW - 6 * MINUTE, due: null, onExpiry: null, who: people[index % 4] ?? null };
  switch (state) {
    case 'failed':
      return { ...base, what: 'Decide what becomes of the failed step' };
    case 'indeterminate':
      return { ...base, what: 'Find out what happened' };
    case 'awaiting-approval':
      return { ...base, what: 'Approve or reject', due: NOW + 4 * MINUTE, onExpiry: 'no-go', who: 'Ana Ruiz' };
    case 'ready':
      return { ...base, what: 'Go' };
    case 'awaiting-human':
      return { ...base, what: 'Start', due: NOW + 25 * MINUTE, onExpiry: 'hold' };
    default:
      return null;
  }
}

const runActions: RunHeader['allowedActions'] = [
  { action: 'start', allowed: false, reason: 'The run has started already.' },
  { action: 'cancel', allowed: false, reason: 'The run has started: abort it instead.' },
  { action: 'hold', allowed: true, reason: null },
  { action: 'resume', allowed: true, reason: null },
  { action: 'abort', allowed: true, reason: null },
  { action: 'close', allowed: false, reason: '140 steps are not over.' },
  ...[
    'note',
    'decide',
    'raise-issue',
    'change-issue',
    'resolve-issue',
    'reopen-issue',
    'eta',
    'rebase',
    'give-update',
  ].map((action) => ({ action, allowed: true, reason: null })),
];

function nightHeader(steps: readonly StepView[], mode: 'live' | 'rehearsal'): RunHeader {
  return {
    runId: RUN_ID,
    title: 'Orders 4.2 cutover',
    documentKey: 'orders-4.2-cutover',
    revision: 7,
    change: 'CHG0031234',
    mode,
    speed: mode === 'live' ? 1 : 60,
    pace: mode === 'live' ? 1 : 60,
    life: 'running',
    held: [{ cause: 'step-failed', reason: null, stepId: steps[44]?.id ?? null, since: NOW - 6 * MINUTE }],
    failing: true,
    driven: true,
    timezone: 'Europe/Berlin',
    window: { start: T0, end: T0 + 5 * 60 * MINUTE },
    t0: T0,
    now: NOW,
    createdAt: T0 - 20 * MINUTE,
    startedAt: T0 - 2 * MINUTE,
    endedAt: null,
    projectedEnd: T0 + 261 * MINUTE,
    slackMs: 39 * MINUTE,
    rag: { colour: 'amber', because: 'a step failed, the outcome of one is unknown; 39 m of slack are left' },
    issues: nightIssues(steps),
    lastUpdate: { at: NOW - 42 * MINUTE, by: 'Ana Ruiz', nextDueAt: NOW - 2 * MINUTE },
    preflight: {
      demand: { maxAgeMs: 30 * MINUTE },
      last: { verdict: 'amber', endedAt: T0 - 12 * MINUTE },
      lacks: [],
    },
    chair: 'Ana Ruiz',
    closure: null,
    proposedClosure: null,
    counts: { total: steps.length, done: 44, running: 4, waiting: 3, failed: 1, unknown: 1 },
    clocks: [
      {
        name: 'Customer downtime',
        startedAt: T0 + 5 * MINUTE,
        stoppedAt: null,
        limitMs: 90 * MINUTE,
        projectedStopAt: T0 + 101 * MINUTE,
      },
    ],
    allowedActions: runActions,
    lifecycleSeq: 340,
    lastSeq: 412,
  };
}

const noMore = { workaround: null, reference: null, decision: null, resolved: null };

function nightIssues(steps: readonly StepView[]): RunHeader['issues'] {
  return [
    {
      ...noMore,
      issueId: 'issue-1',
      text: 'web-07 keeps three sessions that do not close; the load balancer answers 503 to every request for its list',
      severity: 'high',
      stepId: steps[44]?.id ?? null,
      owner: 'Network on-call, supplier Nordlicht GmbH',
      workaround: 'Take web-07 out of the pool by hand and go on with 39 of 40.',
      reference: 'INC0098812',
      raisedBy: 'Ana Ruiz',
      raisedAt: NOW - 5 * MINUTE,
      assurance: 'stated',
    },
    {
      ...noMore,
      issueId: 'issue-3',
      text: 'The reporting standby is 4 minutes behind',
      severity: 'low',
      stepId: null,
      owner: null,
      raisedBy: 'Tomasz Wróblewski',
      raisedAt: NOW - 11 * MINUTE,
      assurance: 'stated',
    },
    {
      ...noMore,
      issueId: 'issue-2',
      text: 'Badge of the night shift does not open the cage in Frankfurt',
      severity: 'medium',
      stepId: null,
      owner: 'Ana Ruiz',
      raisedBy: 'Ana Ruiz',
      raisedAt: NOW - 31 * MINUTE,
      assurance: 'stated',
      resolved: { by: 'Ana Ruiz', at: NOW - 20 * MINUTE, resolution: 'The guard let them in.' },
    },
  ];
}

const sentences: readonly [LogEntry['tone'], string][] = [
  ['plain', 'Take the web tier out of the pool started on web-12'],
  ['good', 'web-12 succeeded: exit 0 after 4.1 s'],
  ['person', 'Ana Ruiz gave Go to Patch the kernel of the web tier and reboot in waves'],
  ['bad', 'web-07 failed: exit 42 after 30.2 s'],
  ['unknown', 'The outcome on db-01 is unknown: the link was cut after the command was sent'],
];

export function nightLog(count = 112): LogEntry[] {
  return Array.from({ length: count }, (_, at): LogEntry => {
    const [tone, sentence] = sentences[at % sentences.length] ?? ['plain', ''];
    const isPerson = tone === 'person';
    return {
      seq: 301 + at,
      journalSeq: at + 1,
      type: 'attempt.finished',
      occurredAt: NOW - (count - at) * 7000,
      recordedAt: NOW - (count - at) * 7000 + 3,
      person: isPerson ? 'Ana Ruiz' : 'engine',
      role: isPerson ? 'Release manager' : null,
      via: isPerson ? 'desk' : 'engine',
      assurance: 'stated',
      enteredBy: null,
      stepId: null,
      target: null,
      sentence,
      tone,
      hash: '0'.repeat(64),
    };
  });
}

export function nightView(mode: 'live' | 'rehearsal' = 'live', count = 200): RunView {
  const steps = nightSteps(count);
  return {
    header: nightHeader(steps, mode),
    steps,
    people: [
      { role: 'Release manager', name: 'Ana Ruiz', phone: '+49 30 901820 11', backup: 'Tomasz Wróblewski' },
      { role: 'Database lead', name: 'Tomasz Wróblewski', phone: '+49 30 901820 14', backup: null },
      { role: 'Application lead', name: 'To be named', phone: null, backup: 'Release manager' },
    ],
    log: nightLog(),
  };
}
