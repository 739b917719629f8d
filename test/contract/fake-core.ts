import { failed, ok, type ProblemCode, problemCodes } from '../../contract/errors.ts';
import { type CoreMode, createDispatcher, type Dispatcher } from '../../main/core/dispatcher.ts';
import type { Handlers } from '../../main/core/handlers/handler.ts';
import type { Log } from '../../main/core/ports/log.ts';
import type { Feeds } from '../../main/core/projections/feed.ts';

/** A dispatcher like the real one over handlers that do what a test asks for by their input. */
export interface FakeCore {
  readonly dispatcher: Dispatcher;
  /** Everything said to the log, as text. */
  readonly logged: string[];
  readonly log: Log;
  /** Lines of the `events` topic so far; `say` adds one and tells the subscribers. */
  say(line: string): void;
  /** Feeds open now. */
  readonly openFeeds: () => number;
}

const RUN_ID = 'run-20261121-0900-aaaa';

export function fakeCore(mode: CoreMode = 'drive'): FakeCore {
  const logged: string[] = [];
  const note = (message: string, facts: unknown = {}) => void logged.push(`${message} ${JSON.stringify(facts)}`);
  const log: Log = { info: note, warn: note, error: note };
  const lines: string[] = [];
  const subscribers = new Set<() => void>();
  const feeds: Feeds = {
    home: () => failed('refused', 'no home here'),
    run: ({ runId }) => failed('not-found', `no run ${runId}`),
    checklist: ({ passId }) => failed('not-found', `no pass ${passId}`),
    rows: ({ runId }) => failed('not-found', `no run ${runId}`),
    probes: ({ runId }) => failed('not-found', `no run ${runId}`),
    environments: () => failed('refused', 'no environments here'),
    environment: ({ key }) => failed('not-found', `no environment ${key}`),
    output: () =>
      ok({
        take: () => {
          throw new Error('the projection broke: secret-in-the-text');
        },
        close: () => {},
      }),
    questions: () => failed('refused', 'no questions here'),
    transfers: ({ runId }) => failed('not-found', `no run ${runId}`),
    terminal: ({ terminalId }) => failed('not-found', `no terminal ${terminalId}`),
    events: ({ afterSeq }, ready) => {
      let next = afterSeq;
      subscribers.add(ready);
      return ok({
        take: () => {
          const page = lines.slice(next, next + 50);
          next += page.length;
          return page.length === 0 ? [] : [{ lines: page, lastSeq: next }];
        },
        close: () => subscribers.delete(ready),
      });
    },
  };
  return {
    log,
    logged,
    dispatcher: createDispatcher({ coreId: 'core-fake', mode, handlers: fakeHandlers(), feeds, log }),
    say: (line) => {
      lines.push(line);
      for (const ready of subscribers) ready();
    },
    openFeeds: () => subscribers.size,
  };
}

const notBuilt = () => failed('not-built-yet', 'comes with a later build');

function fakeHandlers(): Handlers {
  return {
    'workspace.get': () => ok(workspace),
    'workspace.link': notBuilt,
    'documents.list': () => {
      throw new Error('the handler broke: secret-in-the-text');
    },
    /** The key names the problem code to answer with. */
    'documents.get': ({ key }) => failed(isCode(key) ? key : 'not-found', `asked for ${key}`, { details: [key] }),
    'documents.lint': ({ text }) => ok({ kind: `${text.length}:${text.slice(-3)}`, findings: [] }),
    'documents.save': notBuilt,
    'documents.table': notBuilt,
    'documents.edit': notBuilt,
    'documents.history': () => ok([]),
    'documents.compare': notBuilt,
    'documents.merge': notBuilt,
    'documents.link': notBuilt,
    'documents.unlink': notBuilt,
    'documents.file': () => ok(null),
    'documents.write': notBuilt,
    'runbooks.get': notBuilt,
    'runbooks.preview': ({ text = '' }) => ok({ title: text.repeat(20), steps: [] }),
    'runbooks.preflight': notBuilt,
    'hostkeys.scan': () => ok([]),
    'hostkeys.trust': notBuilt,
    // A shape the table does not allow: it must not leave the core.
    'runs.list': () => ok(JSON.parse('[{"runId":"secret-in-the-text"}]')),
    'runs.create': notBuilt,
    'runs.get': notBuilt,
    'runs.step': notBuilt,
    'runs.update': notBuilt,
    'runs.why': async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return ok([]);
    },
    'runs.preflight': notBuilt,
    'runs.command': notBuilt,
    'runs.secrets': notBuilt,
    'runs.log': notBuilt,
    'runs.events': ({ afterSeq, limit }) => ok({ lines: [`${afterSeq}/${limit}`], nextAfterSeq: null }),
    'runs.output': notBuilt,
    'runs.bytes': notBuilt,
    'runs.report': notBuilt,
    'output.rows': notBuilt,
    'output.place': notBuilt,
    'output.find': notBuilt,
    'output.search': notBuilt,
    'checklists.list': () => ok([]),
    'checklists.get': notBuilt,
    'checklists.pass': notBuilt,
    'checklists.open': notBuilt,
    'checklists.act': notBuilt,
    'checklists.close': notBuilt,
    'checklists.log': notBuilt,
    'checklists.report': notBuilt,
    'probes.get': notBuilt,
    'probes.draw': notBuilt,
    'probes.samples': notBuilt,
    'probes.ask': notBuilt,
    'environments.list': notBuilt,
    'environments.get': notBuilt,
    'environments.series': notBuilt,
    'environments.check': notBuilt,
    'environments.cancel': notBuilt,
    'environments.item': notBuilt,
    'environments.log': notBuilt,
    'attachments.upload': notBuilt,
    'attachments.read': notBuilt,
    'artifacts.list': notBuilt,
    'artifacts.add': notBuilt,
    'terminal.list': notBuilt,
    'terminal.open': notBuilt,
    'terminal.input': notBuilt,
    'terminal.resize': notBuilt,
    'terminal.seen': notBuilt,
    'terminal.stay': notBuilt,
    'terminal.close': notBuilt,
    'sheets.read': notBuilt,
    'sheets.look': notBuilt,
    'sheets.rows': notBuilt,
    'sheets.convert': notBuilt,
    'questions.list': () => ok({ questions: [], vault: 'none', vaultKey: null, waiting: [] }),
    'questions.answer': notBuilt,
    'questions.decline': notBuilt,
    'secrets.status': notBuilt,
    'secrets.create': notBuilt,
    'secrets.unlock': notBuilt,
    'secrets.lock': notBuilt,
    'secrets.set': notBuilt,
    'secrets.rotate': notBuilt,
    'secrets.confirm': notBuilt,
    'secrets.revert': notBuilt,
    'secrets.remove': notBuilt,
    'secrets.rekey': notBuilt,
    'secrets.idle': notBuilt,
    'practice.open': notBuilt,
  };
}

function isCode(text: string): text is ProblemCode {
  return problemCodes.some((code) => code === text);
}

const workspace = {
  path: '/tmp/nowhere',
  version: '0',
  coreId: 'core-fake',
  pid: 1,
  host: 'test' as const,
  osUser: 'tester',
  machine: 'bench',
  driving: true,
  conditions: [],
  practiceRange: false,
};

export const fakeRunId = RUN_ID;
