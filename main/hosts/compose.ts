import { hostname, userInfo } from 'node:os';
import path from 'node:path';
import type { Actor } from '../../contract/actor.ts';
import type { Client } from '../../contract/client.ts';
import type { DraftEvent } from '../../contract/events.ts';
import type { WorkspaceView } from '../../contract/workspace-views.ts';
import type { Refusal } from '../../db/refusal.ts';
import { systemClock } from '../adapters/clock.ts';
import { sha256 } from '../adapters/digest.ts';
import { documentFiles } from '../adapters/files/document-files.ts';
import { openHttpCaller } from '../adapters/http/undici-http-caller.ts';
import { randomIds } from '../adapters/ids.ts';
import { fileLog } from '../adapters/log.ts';
import { createPracticeRange } from '../adapters/range/practice-range.ts';
import { renderReport } from '../adapters/report/render-report.ts';
import { timedSimulator } from '../adapters/simulated/timed-simulator.ts';
import { createThreadedShell } from '../adapters/ssh/thread/threaded-shell.ts';
import { resolveWallTime } from '../adapters/zones.ts';
import { PassDesk } from '../core/checklist/pass-desk.ts';
import { type CoreMode, createDispatcher, type Dispatcher } from '../core/dispatcher.ts';
import type { CoreParts } from '../core/handlers/core-parts.ts';
import type { Caller } from '../core/handlers/handler.ts';
import { createHandlers } from '../core/handlers/handlers.ts';
import { Library } from '../core/handlers/library.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { DocumentReader } from '../core/ports/document-reader.ts';
import type { HttpCaller } from '../core/ports/http-caller.ts';
import type { Log } from '../core/ports/log.ts';
import type { AskPerson } from '../core/ports/person-prompt.ts';
import type { PracticeRange } from '../core/ports/practice-range.ts';
import type { Shell } from '../core/ports/shell.ts';
import { createFeeds } from '../core/projections/feeds.ts';
import { documentReading } from '../core/reading/document-reading.ts';
import { withStoredChecklists } from '../core/reading/with-stored-checklists.ts';
import type { RunDesk } from '../core/run/run-desk.ts';
import { openRunService, type RunService } from '../core/run/run-service.ts';
import { guardedLog } from '../core/secrets/guarded-log.ts';
import { SecretGuard } from '../core/secrets/secret-guard.ts';
import { VaultUsage } from '../core/secrets/vault-usage.ts';
import { auditRules } from '../domain/audit/rules.ts';
import { createInProcessServer, type InProcessServer } from '../transport/in-process-client.ts';
import { LocalServer } from '../transport/local-server.ts';
import { type DoorOptions, LoopbackDoor } from './loopback-door.ts';
import { openEnvironments } from './open-environments.ts';
import { type OutputRooms, openOutputRooms } from './output-rooms.ts';
import { mayGoOn, type RestartedByHost } from './restart-rule.ts';
import { openSecretRoom, type SecretRoom } from './secret-room.ts';
import { openShippingRoom, type ShippingRoom } from './shipping-room.ts';
import { threadFile } from './thread-file.ts';
import { threadedDocumentReader } from './threaded-document-reader.ts';
import { threadedSheetReader } from './threaded-sheet-reader.ts';
import { openUsable, type UsableWorkspace } from './usable-workspace.ts';
import { VERSION } from './version.ts';

export interface ComposeOptions {
  readonly workspaceDir: string;
  /** read: never starts or reconciles anything. record: appends. drive: touches targets, and others may attach. */
  readonly mode: CoreMode;
  readonly host: WorkspaceView['host'];
  /** Further known_hosts files, read only. */
  readonly extraKnownHosts?: readonly string[];
  /** The terminal this core was started from, if a person sits there. */
  readonly terminal?: AskPerson;
  /** This host ends with its command; told why a question could not be asked when no desk is open. */
  readonly whenAlone?: (sentence: string) => void;
  /** How the loopback door opens when a link is asked for. */
  readonly door?: DoorOptions;
  /** This core takes the place of one that its host saw die. */
  readonly restartedByHost?: RestartedByHost;
  /** The workspace takes no more writes: end as if crashed. */
  readonly onFatal?: (failure: Error) => void;
}

/** A core that owns its workspace, put together and at work. */
export interface Core {
  readonly kind: 'core';
  readonly dispatcher: Dispatcher;
  readonly desk: RunDesk;
  /** As `core.started` says it. */
  readonly coreId: string;
  readonly workspaceDir: string;
  readonly log: Log;
  readonly clock: Clock;
  /** A client of this core in this process. */
  connect(caller: Caller): Client;
  /** Starts nothing new, waits for running work up to `graceMs`, then gives the workspace up. */
  close(graceMs?: number): Promise<void>;
}

const STOP_GRACE_MS = 10_000;

/** Takes the workspace and builds a core on it; a refusal (owned by another core, damaged, newer …) leaves it as it was. */
export async function compose(options: ComposeOptions): Promise<Core | Refusal> {
  const workspace = await openUsable(path.resolve(options.workspaceDir), auditRules(sha256));
  if (workspace.kind === 'refused') return workspace;
  // A private copy is only read, whatever was wanted.
  const granted: ComposeOptions = workspace.readOnlyBecause === null ? options : { ...options, mode: 'read' };
  try {
    return await composeOn(granted, openWorld(granted, workspace));
  } catch (defect) {
    await workspace.close();
    throw defect;
  }
}

async function composeOn(options: ComposeOptions, world: World): Promise<Core> {
  const runs = openRuns(options, world);
  const door = new LoopbackDoor(options.door ?? {}, () => ({
    ...{ workspaceDir: world.workspace.folder, dispatcher, log: world.log, now: world.clock.now },
  }));
  const dispatcher: Dispatcher = assemble(options, { ...world, door }, runs);
  const { restartedByHost } = options;
  const now = { now: world.clock.now(), bootId: world.clock.bootId };
  const goOn = restartedByHost !== undefined && mayGoOn(world.workspace.events, restartedByHost, now);
  world.secrets.recordIn(runs.journal);
  await recordStart(options, world, runs);
  if (options.mode === 'drive') world.output.indexWhile(runs);
  if (options.mode === 'drive') await world.shipping.recover();
  if (options.mode === 'drive') await runs.drive('all', goOn ? 'go-on' : 'hold');
  return openCore(options, { world, runs, dispatcher, door });
}

/** What lies outside of the core, and who this core is. */
interface World {
  readonly workspace: UsableWorkspace;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: SecretRoom;
  readonly shell: Shell;
  readonly http: HttpCaller;
  readonly range: PracticeRange;
  readonly reader: DocumentReader;
  readonly sheetReader: ReturnType<typeof threadedSheetReader>;
  readonly thread: ReturnType<typeof threadedDocumentReader>;
  readonly output: OutputRooms;
  readonly shipping: ShippingRoom;
  readonly coreId: string;
  readonly engine: Actor;
  /** What this core noticed itself, beside what the workspace says of itself. */
  readonly noticed: WorkspaceView['conditions'];
}

const ids = randomIds();

function openWorld(options: ComposeOptions, workspace: UsableWorkspace): World {
  const clock = systemClock();
  const guard = new SecretGuard();
  const log = guardedLog(fileLog(workspace.folder, clock.now), guard);
  const thread = threadedDocumentReader(documentReading({ resolveWallTime, digest: sha256 }), log);
  const seat = { osUser: userInfo().username, machine: hostname() };
  const { terminal, whenAlone } = options;
  const engine: Actor = { person: 'Holdpoint', role: null, via: 'engine', assurance: 'stated', ...seat };
  const secrets = openSecretRoom({
    ...{ folder: workspace.folder, clock, log, guard, token: ids.token, terminal, whenAlone, engine },
    person: { ...engine, person: seat.osUser, via: 'api' },
  });
  return {
    workspace,
    clock,
    log,
    secrets,
    shell: createThreadedShell({
      threadFile: threadFile('shell-thread'),
      knownHosts: path.join(workspace.folder, 'known_hosts'),
      extraKnownHosts: options.extraKnownHosts ?? [],
      askPerson: secrets.ask,
      log,
    }),
    http: openHttpCaller(),
    range: createPracticeRange(),
    thread,
    reader: withStoredChecklists(thread, workspace, () => secrets.vault.names()),
    sheetReader: threadedSheetReader(log),
    output: openOutputRooms(workspace, log),
    shipping: openShippingRoom({ workspace }),
    coreId: `core-${ids.token()}`,
    noticed: [],
    engine,
  };
}

function openRuns(options: ComposeOptions, world: World): RunService {
  const { workspace, clock, log, shell, http, coreId, engine } = world;
  return openRunService({
    events: workspace.events,
    outputs: workspace.output,
    samples: workspace.samples,
    attachments: workspace.attachments,
    documents: workspace.documents,
    documentIndex: workspace.documentIndex,
    ...{ shell, http, clock, ids, log, coreId, engine, vault: world.secrets.runVault },
    simulator: timedSimulator(clock),
    payloads: world.shipping.payloads,
    transfers: world.shipping.transfers,
    digest: sha256,
    reader: world.reader,
    onFatal: (failure) => {
      log.error('The workspace takes no more writes', { failure: failure.message });
      options.onFatal?.(failure);
    },
  });
}

function assemble(options: ComposeOptions, world: World & { door: LoopbackDoor }, runs: RunService): Dispatcher {
  const { workspace, clock, log, shell, http, range, door, coreId, engine } = world;
  const { shipping } = world;
  const { documents, documentIndex } = workspace;
  const library = new Library({
    ...{ documents, documentIndex, journal: runs.journal, digest: sha256, reader: world.reader },
    vaultStamp: () => world.secrets.vault.names().join(' '),
  });
  const { events, attachments } = workspace;
  const parts: CoreParts = {
    desk: runs,
    ...{ events, attachments, outputs: workspace.output, samples: workspace.samples, probes: runs.probes },
    files: documentFiles({ workspaceDir: workspace.folder, digest: sha256 }),
    ...{ documents, documentIndex, shell, http, range, door, clock, log, renderReport },
    reader: world.reader,
    sheetReader: world.sheetReader,
    ...world.output.parts,
    ...{ shelf: shipping.shelf, payloads: shipping.payloads, transfers: shipping.transfers },
    terminals: shipping.openTerminals(world, runs),
    resolveWallTime,
    digest: sha256,
    journal: runs.journal,
    library,
    checklists: new PassDesk({
      ...{ events, attachments, library, clock, resolveWallTime, journal: runs.journal, token: ids.token },
    }),
    environments: openEnvironments({ ...world, runs, library, token: ids.token }),
    questions: world.secrets.questions,
    vault: world.secrets.vault,
    vaultUsage: new VaultUsage({ documents, documentIndex, reader: world.reader }),
    seat: {
      ...{ path: workspace.folder, version: VERSION, coreId, pid: process.pid, host: options.host },
      ...{ osUser: engine.osUser, machine: engine.machine, driving: options.mode === 'drive' },
    },
    conditions: () => [...workspace.conditions(), ...world.noticed],
  };
  return createDispatcher({
    coreId,
    mode: options.mode,
    readOnlyBecause: workspace.readOnlyBecause,
    handlers: createHandlers(parts),
    feeds: createFeeds(parts),
    log,
  });
}

/** The log says which core drove, and what was taken over from the recorder by whichever core found it. */
async function recordStart(options: ComposeOptions, world: World, runs: RunService): Promise<void> {
  const { coreId, engine, workspace, log } = world;
  const drafts: DraftEvent[] = [];
  if (workspace.adopted !== null) drafts.push({ type: 'recorder.adopted', data: workspace.adopted });
  const started = { coreId, version: VERSION, pid: process.pid, host: options.host };
  if (options.mode === 'drive') drafts.push({ type: 'core.started', data: started });
  if (drafts.length === 0) return;
  const written = await runs.journal.append(drafts, { actor: engine });
  if (!written.ok) log.error('The start of this core could not be recorded', { problem: written.problem.message });
}

interface Parts {
  readonly world: World;
  readonly runs: RunService;
  readonly dispatcher: Dispatcher;
  readonly door: LoopbackDoor;
}

async function openCore(options: ComposeOptions, { world, runs, dispatcher, door }: Parts): Promise<Core> {
  const { workspace, clock, log } = world;
  const workspaceDir = workspace.folder;
  const local = options.mode === 'drive' ? await openLocalServer(world, dispatcher) : null;
  const inProcess: InProcessServer[] = [];
  return {
    kind: 'core',
    ...{ dispatcher, desk: runs, coreId: world.coreId, workspaceDir, log, clock },
    connect: (caller) => {
      const server = createInProcessServer({ dispatcher, caller, log });
      inProcess.push(server);
      return server.connect();
    },
    close: async (graceMs = STOP_GRACE_MS) => {
      await Promise.all([local?.close(), door.close()]);
      world.secrets.close();
      await world.shipping.close();
      await runs.stop(graceMs);
      for (const server of inProcess) server.close();
      const { shell, http, range, thread, sheetReader } = world;
      await Promise.all([shell.close(), http.close(), range.close(), thread.close(), sheetReader.close()]);
      await world.output.close();
      await workspace.close();
    },
  };
}

/** Without its local socket a core still serves its own window: a condition, no reason to stay away. */
async function openLocalServer(world: World, dispatcher: Dispatcher): Promise<LocalServer | null> {
  const { workspace, clock, log, noticed } = world;
  try {
    return await LocalServer.start({ workspaceDir: workspace.folder, dispatcher, log, now: clock.now() });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    log.error('The local socket does not open', { error: text });
    const cure = 'Make XDG_RUNTIME_DIR or the temporary folder writable for you alone, then start Holdpoint again.';
    noticed.push({ kind: 'no-local-socket', text: `Other programs cannot attach to this core: ${text}`, cure });
    return null;
  }
}
