import type { Actor } from '../../contract/actor.ts';
import type { RunCommand, StepAction } from '../../contract/commands.ts';
import type { Result } from '../../contract/errors.ts';
import type { EventType, RecordedEvent } from '../../contract/events.ts';
import type { RunId } from '../../contract/ids.ts';
import type { OperationRequest } from '../../contract/operations.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { randomIds } from '../../main/adapters/ids.ts';
import { timedSimulator } from '../../main/adapters/simulated/timed-simulator.ts';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import type { HttpAnswer, HttpCaller, HttpRequest } from '../../main/core/ports/http-caller.ts';
import type { Log } from '../../main/core/ports/log.ts';
import { askPreflight } from '../../main/core/preflight/ask-preflight.ts';
import { startOfRun } from '../../main/core/preflight/starts.ts';
import { documentReading, readerHere } from '../../main/core/reading/document-reading.ts';
import type { LiveOutput } from '../../main/core/run/run-desk.ts';
import { openRunService, type RunService } from '../../main/core/run/run-service.ts';
import type { RunServices } from '../../main/core/run/services.ts';
import { type RunState, stepNamed } from '../../main/domain/run/index.ts';
import { type FakeShell, fakeShell } from './fake-shell.ts';
import { type ManualClock, manualClock, settled } from './manual-clock.ts';
import { type MemoryAttachmentStore, memoryAttachmentStore } from './memory-attachment-store.ts';
import { type MemoryEventStore, memoryEventStore } from './memory-event-store.ts';
import { type MemoryOutputStore, memoryOutputStore } from './memory-output-store.ts';
import { type MemorySampleStore, memorySampleStore } from './memory-sample-store.ts';

export const engineActor: Actor = {
  person: 'Holdpoint',
  role: null,
  via: 'engine',
  assurance: 'stated',
  osUser: 'tester',
  machine: 'test',
};
export const anna: Actor = { ...engineActor, person: 'Anna', role: 'Release manager', via: 'desk' };

/** What survives a core: the disk. */
export interface Disk {
  readonly events: MemoryEventStore;
  readonly outputs: MemoryOutputStore;
  readonly attachments: MemoryAttachmentStore;
  readonly samples: MemorySampleStore;
  readonly documents: Map<string, string>;
}

export interface World extends Disk {
  readonly core: RunService;
  readonly shell: FakeShell;
  readonly http: FakeHttp;
  readonly clock: ManualClock;
  readonly problems: string[];
  readonly fatal: Error[];
  readonly live: LiveOutput[];
  create(more?: Partial<OperationRequest<'runs.create'>>): Promise<RunId>;
  command(runId: RunId, command: RunCommand, more?: CommandExtras): Promise<Result<{ seqs: number[] }>>;
  act(runId: RunId, stepId: string, act: StepAction): Promise<Result<{ seqs: number[] }>>;
  state(runId: RunId): RunState;
  /** The run's stored events, optionally of some types only. */
  log(runId: RunId, ...types: EventType[]): RecordedEvent[];
  statusOf(runId: RunId, stepId: string): string;
}

export interface CommandExtras {
  readonly commandId?: string;
  readonly basedOn?: number;
  readonly at?: number;
}

export interface FakeHttp extends HttpCaller {
  readonly requests: HttpRequest[];
  answer: (request: HttpRequest, receive: (bytes: Uint8Array) => void) => Promise<HttpAnswer>;
}

export function newDisk(): Disk {
  return {
    events: memoryEventStore(),
    outputs: memoryOutputStore(),
    attachments: memoryAttachmentStore(),
    samples: memorySampleStore(),
    documents: new Map(),
  };
}

let counter = 0;

/** A core over fakes. A second one over the same disk is what starts after a crash. */
export function openWorld(runbook: string, disk: Disk = newDisk(), overrides: Partial<RunServices> = {}): World {
  const clock = manualClock();
  const shell = fakeShell();
  const http = fakeHttp();
  const problems: string[] = [];
  const fatal: Error[] = [];
  const live: LiveOutput[] = [];
  disk.documents.set('test', runbook);
  counter += 1;
  const core = openRunService({
    events: disk.events,
    outputs: disk.outputs,
    attachments: disk.attachments,
    samples: disk.samples,
    documents: { keepText: () => {}, textOf: () => disk.documents.get('test') ?? null },
    documentIndex: { latest: () => [], revisions: () => [], find: (key) => revisionOf(key, runbook) },
    shell,
    http,
    simulator: timedSimulator(clock),
    clock,
    ids: randomIds(),
    digest: sha256,
    reader: readerHere(documentReading({ resolveWallTime, digest: sha256 })),
    log: collectingLog(problems),
    coreId: `core-${counter}`,
    engine: engineActor,
    onFatal: (failure) => fatal.push(failure),
    ...overrides,
  });
  core.onOutput((output) => live.push(output));
  return { ...disk, core, shell, http, clock, problems, fatal, live, ...speech(core, disk, clock) };
}

function speech(core: RunService, disk: Disk, clock: ManualClock) {
  const state = (runId: RunId): RunState => {
    const found = core.state(runId);
    if (found === null) throw new Error(`no run ${runId}`);
    return found;
  };
  const command: World['command'] = (runId, given, more = {}) => {
    const { commandId = newCommandId(), basedOn, at } = more;
    return core.command(
      {
        runId,
        command: given,
        commandId,
        ...(basedOn === undefined ? {} : { basedOn }),
        ...(at === undefined ? {} : { attribution: { at } }),
      },
      anna,
    );
  };
  return {
    state,
    command,
    act: (runId: RunId, stepId: string, act: StepAction) => command(runId, { type: 'act', stepId, act }),
    async create(more: Partial<OperationRequest<'runs.create'>> = {}) {
      const created = await core.create(
        {
          key: 'test',
          mode: 'live',
          inputs: {},
          secrets: {},
          forks: 32,
          speed: 1,
          faults: [],
          commandId: newCommandId(),
          ...more,
        },
        anna,
      );
      if (!created.ok) throw new Error(JSON.stringify(created.problem));
      await preflighted(core, created.value.runId, clock);
      return created.value.runId;
    },
    log: (runId: RunId, ...types: EventType[]) =>
      disk.events
        .readJournal(runId)
        .map((event) => event as RecordedEvent)
        .filter((event) => types.length === 0 || types.includes(event.type)),
    statusOf: (runId: RunId, stepId: string) => stepNamed(state(runId), stepId)?.status ?? 'no such step',
  };
}

/** A live run may start only after a preflight; here its targets are always well, whatever the test makes of them later. */
async function preflighted(core: RunService, runId: RunId, clock: ManualClock): Promise<void> {
  const state = core.state(runId);
  if (state === null || state.mode !== 'live') return;
  const start = startOfRun(state, []);
  if (!start.ok) throw new Error(start.problem.message);
  const services = { shell: fakeShell(), http: fakeHttp(), clock };
  const preflight = await askPreflight(services, { ...start.value, redact: (text) => text });
  const now = core.now(runId);
  const data = { ...preflight, startedAt: now, endedAt: now };
  await core.record(runId, { type: 'preflight.finished', data }, anna);
}

function newCommandId(): string {
  counter += 1;
  return `command-${counter}`;
}

function revisionOf(key: string, text: string) {
  if (key !== 'test') return null;
  const bytes = Buffer.byteLength(text);
  const rest = { reason: null, savedAt: 0, savedBy: 'Anna' };
  return { seq: 1, kind: 'Runbook', key, title: 'Test', revision: 1, sha256: sha256(text), bytes, ...rest };
}

export function fakeHttp(): FakeHttp {
  const requests: HttpRequest[] = [];
  return {
    requests,
    answer: async () => ({ kind: 'response', status: 200, headers: {}, bodyBytes: 0, durationMs: 1 }),
    call(request, receive) {
      requests.push(request);
      return this.answer(request, receive);
    },
    async close() {},
  };
}

function collectingLog(problems: string[]): Log {
  const keep = (message: string, facts?: Readonly<Record<string, unknown>>) =>
    problems.push(`${message} ${JSON.stringify(facts ?? {})}`);
  return { info: () => {}, warn: keep, error: keep };
}

/** Lets a world come to rest without time passing. */
export async function rest(): Promise<void> {
  await settled();
}
