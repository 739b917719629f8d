import { ok } from '../../../contract/errors.ts';
import type { RunSummary } from '../../../contract/views.ts';
import type { DocumentSummary, RunbookView, WorkspaceView } from '../../../contract/workspace-views.ts';
import { FakeClient } from './fake-client.ts';
import { NOW, nightView, RUN_ID, T0, targetNames } from './night.ts';
import { detailOf, outputOf, rowsOf, totalsOf } from './night-detail.ts';
import { nightPreflight, nightPreview } from './night-start.ts';

const workspace: WorkspaceView = {
  path: '/home/ana/.local/share/holdpoint',
  version: '0.1.0',
  coreId: 'core-1',
  pid: 4711,
  host: 'browser',
  osUser: 'ana',
  machine: 'bastion-1',
  driving: true,
  conditions: [],
  practiceRange: false,
};

const document: DocumentSummary = {
  kind: 'Runbook',
  key: 'orders-4.2-cutover',
  title: 'Orders 4.2 cutover',
  revision: 7,
  sha256: 'c'.repeat(64),
  savedAt: NOW - 86_400_000,
  savedBy: 'ana',
  reason: null,
  errors: 0,
  warnings: 1,
  notExecutable: 2,
  steps: 200,
  timezone: 'Europe/Berlin',
  window: { start: T0, end: T0 + 18_000_000 },
  environment: 'production',
  targets: targetNames.map((name, at) => ({ name, address: `10.20.0.${at + 11}:22` })),
};

function summary(change: Partial<RunSummary>): RunSummary {
  return {
    runId: RUN_ID,
    title: 'Orders 4.2 cutover',
    documentKey: document.key,
    change: 'CHG0031234',
    mode: 'live',
    life: 'running',
    held: true,
    failing: true,
    driven: true,
    createdAt: T0,
    startedAt: T0,
    endedAt: null,
    closureCode: null,
    done: 44,
    total: 200,
    open: null,
    ...change,
  };
}

const runs: readonly RunSummary[] = [
  summary({}),
  summary({
    mode: 'rehearsal',
    life: 'completed',
    held: false,
    failing: false,
    endedAt: T0 + 9_000_000,
    closureCode: 'successful-with-issues',
    done: 200,
  }),
  summary({
    title: 'PostgreSQL 17.4 minor upgrade of the reporting cluster',
    life: 'aborted',
    held: false,
    failing: false,
    endedAt: T0 + 3_000_000,
    closureCode: 'unsuccessful',
    done: 12,
    total: 31,
    change: null,
  }),
];

/** Every screen of the desk on one release night, for looking at it. */
interface Night {
  readonly mode: 'live' | 'rehearsal';
  readonly steps: number;
  /** A workspace nobody has used yet. */
  readonly isEmpty: boolean;
}

export function nightClient({ mode, steps, isEmpty }: Night): FakeClient {
  const view = nightView(mode, steps);
  return new FakeClient(
    {
      'runs.get': () => ok(view),
      'runs.step': ({ stepId }) => {
        const step = view.steps.find((one) => one.id === stepId) ?? view.steps[0];
        if (step === undefined) throw new Error('no steps');
        return ok(detailOf(step));
      },
      'output.rows': ({ target, from, count }) => {
        const rows = rowsOf(target);
        return ok({ rows: rows.slice(from, from + count), totals: totalsOf(rows), complete: false });
      },
      'output.place': () => ok({ row: 0 }),
      'output.find': ({ target, query }) => {
        const rows = rowsOf(target).flatMap((row) => (row.text.includes(query.text) ? [row.at] : []));
        return ok({ rows, next: null, reached: 1, searchedBytes: 1, totalBytes: 1 });
      },
      'output.search': () => ok({ hits: [], next: null, pendingBytes: 0, isPartial: false }),
      'runs.bytes': ({ target, stream, offset = 0, limit = 262_144 }) => {
        const chunks = outputOf(target).filter((chunk) => chunk.stream === stream);
        const bytes = new TextEncoder().encode(chunks.map((chunk) => chunk.text).join(''));
        const page = bytes.subarray(offset, offset + limit);
        return ok({
          dataBase64: btoa(String.fromCharCode(...page)),
          totalBytes: bytes.length,
          blocks: chunks.map((chunk) => ({ offset: 0, bytes: bytes.length, at: chunk.at, redactions: 0 })),
          complete: false,
        });
      },
      'runs.command': () => ok({ seqs: [412] }),
      'runbooks.get': () => ok(runbookView()),
      'runs.report': ({ format }) => ok({ text: REPORT, fileName: `report.${format}` }),
      'runbooks.preview': () => ok(nightPreview()),
      'runbooks.preflight': () => ok(nightPreflight()),
      'runs.preflight': () => ok(nightPreflight()),
      'hostkeys.scan': () =>
        ok(
          targetNames.slice(0, 6).map((target, at) => ({
            target,
            host: `10.20.0.${at + 11}`,
            port: 22,
            state: at < 3 ? ('unknown' as const) : ('known' as const),
            keyType: 'ssh-ed25519',
            fingerprint: `SHA256:${'uNiVztksCsDhcc0u9e8BgrJXVGDtCD7wRFlYqWX1vUo'.slice(at)}`,
            expected: null,
            detail: null,
          })),
        ),
      'documents.save': () => ({
        ok: false,
        problem: {
          code: 'invalid-document',
          message: 'The runbook has errors; nothing was stored.',
          findings: [
            {
              rule: 'unknown-key',
              severity: 'error',
              line: 14,
              column: 5,
              message: '“afterr” is no key of a step.',
              cure: 'Write “after”.',
            },
          ],
        },
      }),
    },
    {
      home: () => [
        {
          workspace,
          runs: isEmpty ? [] : [...runs],
          documents: isEmpty ? [] : [document],
          checklists: [],
          overlaps: [],
          rehearsals: [],
        },
      ],
      run: () => [{ kind: 'snapshot', view }],
      rows: ({ target }) => {
        const rows = rowsOf(target);
        return [{ totals: totalsOf(rows), last: rows.slice(-80), complete: false }];
      },
      output: ({ target }) => [{ chunks: outputOf(target), complete: false }],
    },
  );
}

function runbookView(): RunbookView {
  const { steps, people } = nightView();
  return {
    document,
    text: '',
    change: 'CHG0031234',
    timezone: 'Europe/Berlin',
    window: { start: T0, end: T0 + 18_000_000 },
    inputs: [
      {
        name: 'version',
        required: true,
        secret: false,
        default: '4.2.0',
        pattern: '^\\d+\\.\\d+\\.\\d+$',
        description: 'Version of orders-api',
      },
      {
        name: 'db_password',
        required: true,
        secret: true,
        default: null,
        pattern: null,
        description: 'Password of the migration user.',
      },
    ],
    people,
    targets: targetNames.map((name, at) => ({
      name,
      kind: 'ssh',
      address: `deploy@10.20.0.${at + 11}:22`,
      labels: { tier: at < 32 ? 'web' : 'app' },
    })),
    steps: steps.slice(0, 60).map((step) => ({
      id: step.id,
      index: step.index,
      kind: step.kind,
      title: step.title,
      stream: step.stream,
      phase: step.phase,
      responsible: step.responsible,
      after: step.after,
      duration: step.duration,
      plannedStartMs: step.index * 60_000,
      plannedEndMs: step.index * 60_000 + 240_000,
      targets: step.targets.total > 0 ? targetNames : [],
      pointOfNoReturn: step.pointOfNoReturn,
      start: 'ask' as const,
      critical: step.index % 5 === 0,
    })),
    hashes: null,
    plannedLengthMs: 15_660_000,
    findings: [
      {
        rule: 'no-backout',
        severity: 'warning',
        line: 41,
        column: 5,
        message: 'Migrate the schema has no backout.',
        cure: 'Add “backout”, or “backout: { none: reason }”.',
      },
      {
        rule: 'not-executable-yet',
        severity: 'not-executable-yet',
        line: 73,
        message: 'Rollout waves are not executable live yet.',
      },
    ],
    canRunLive: true,
  };
}

const REPORT = `# Orders 4.2 cutover

Closed as **successful-with-issues**: one step was retried.

## Steps

| # | Step | Planned | Actual | Result |
|---|---|---|---|---|
| 1 | Confirm the code freeze | 22:00 | 22:01 | succeeded |
| 2 | Take the web tier out of the pool | 22:05 | 22:06 | succeeded after 2 attempts |

## Log

- 301 22:00:01 Ana Ruiz started the run
- 302 22:00:01 Confirm the code freeze became ready
`;
