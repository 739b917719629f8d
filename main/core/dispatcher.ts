import type { z } from 'zod';
import { failed, ok, type Problem, type Result } from '../../contract/errors.ts';
import { isOperationName, type OperationName, type OperationRequest, operations } from '../../contract/operations.ts';
import { StorageFailure } from '../../contract/storage-failure.ts';
import { isTopicName, type TopicMessage, type TopicName, topics } from '../../contract/topics.ts';
import type { Caller, Handler, Handlers } from './handlers/handler.ts';
import { ReadingGivenUp } from './ports/document-reader.ts';
import type { Log } from './ports/log.ts';
import type { Feeds, OpenFeed, TopicFeed } from './projections/feed.ts';

/** What this core may do: read only, append, or append and touch targets. */
export type CoreMode = 'read' | 'record' | 'drive';

/** The one door into the core, for every transport. Nothing is trusted on the way in, nor on the way out. */
export interface Dispatcher {
  readonly coreId: string;
  /** Never rejects. */
  call(operation: string, input: unknown, caller: Caller): Promise<Result<unknown>>;
  /** `ready` tells that the feed has something to take; the first call may come before this returns. */
  open(topic: string, params: unknown, ready: () => void): Result<TopicFeed>;
}

export interface DispatcherParts {
  readonly coreId: string;
  readonly mode: CoreMode;
  /** Why this workspace takes no writes, when that is so; told to whoever wants one. */
  readonly readOnlyBecause?: string | null;
  readonly handlers: Handlers;
  readonly feeds: Feeds;
  readonly log: Log;
}

const rank = { read: 0, record: 1, drive: 2 } as const satisfies Record<CoreMode, number>;

export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const { handlers, feeds, log } = parts;

  async function handle<N extends OperationName>(name: N, input: unknown, caller: Caller): Promise<Result<unknown>> {
    const schemas = operations[name];
    if (rank[schemas.verb] > rank[parts.mode]) {
      return failed('read-only', parts.readOnlyBecause ?? whyReadOnly(parts.mode, name));
    }
    const request = schemas.input.safeParse(input);
    if (!request.success) return { ok: false, problem: invalid(`The request ${name}`, request.error) };
    const handler: Handler<N> = handlers[name];
    // The table's row N has just produced it; the compiler cannot follow the row through the schema.
    const answer = await handler(request.data as OperationRequest<N>, caller);
    if (!answer.ok) return answer;
    const output = schemas.output.safeParse(answer.value);
    if (output.success) return ok(output.data);
    log.error('A handler answered what its operation does not allow', { operation: name, at: places(output.error) });
    return defect();
  }

  function feed<N extends TopicName>(topic: N, params: unknown, ready: () => void): Result<TopicFeed> {
    const parsed = topics[topic].params.safeParse(params);
    if (!parsed.success) return { ok: false, problem: invalid(`The subscription to ${topic}`, parsed.error) };
    const openFeed: OpenFeed<N> = feeds[topic];
    const opened = openFeed(parsed.data as Parameters<OpenFeed<N>>[0], ready);
    return opened.ok ? ok(guardFeed(topic, opened.value, log)) : opened;
  }

  return {
    coreId: parts.coreId,
    call: async (operation, input, caller) => {
      if (!isOperationName(operation)) return failed('invalid-input', `There is no operation ${shown(operation)}.`);
      try {
        return await handle(operation, input, caller);
      } catch (error) {
        return { ok: false, problem: problemOf(error, { log, doing: operation }) };
      }
    },
    open: (topic, params, ready) => {
      if (!isTopicName(topic)) return failed('invalid-input', `There is no topic ${shown(topic)}.`);
      try {
        return feed(topic, params, ready);
      } catch (error) {
        return { ok: false, problem: problemOf(error, { log, doing: `topic ${topic}` }) };
      }
    },
  };
}

/** Messages leave only in the shape their topic promises; another one is a defect, thrown for the transport to end. */
function guardFeed<N extends TopicName>(topic: N, inner: TopicFeed<TopicMessage<N>>, log: Log): TopicFeed {
  const schema = topics[topic].message;
  return {
    take: () =>
      inner.take().map((message) => {
        const parsed = schema.safeParse(message);
        if (parsed.success) return parsed.data;
        log.error('A projection said what its topic does not allow', { topic, at: places(parsed.error) });
        throw new TypeError(`malformed message on ${topic}`);
      }),
    close: () => inner.close(),
  };
}

/** A thrown error is a defect: logged with its text here, sent without. A failed store and a text that is too much are told as they are. */
export function problemOf(error: unknown, { log, doing }: { log: Log; doing: string }): Problem {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log.error('Failed', { doing, error: text });
  if (error instanceof ReadingGivenUp) return { code: 'too-large', message: error.message };
  if (error instanceof StorageFailure) return { code: 'workspace-unusable', message: error.message };
  return defect().problem;
}

function defect(): { readonly ok: false; readonly problem: Problem } {
  const message = 'Holdpoint made a mistake here. Nothing more was done; the details are in core.log of the workspace.';
  return { ok: false, problem: { code: 'defect', message } };
}

function whyReadOnly(mode: CoreMode, operation: string): string {
  const may = mode === 'read' ? 'only reads' : 'records, but touches no target';
  return `This core ${may}, so it cannot do ${operation}. Do it at the core that drives the workspace.`;
}

function invalid(what: string, error: z.ZodError): Problem {
  const details = error.issues.slice(0, 20).map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`);
  return { code: 'invalid-input', message: `${what} is malformed: ${details[0] ?? 'unreadable'}.`, details };
}

/** Where, without what: values may be secrets. */
function places(error: z.ZodError): readonly string[] {
  return error.issues.slice(0, 20).map((issue) => `${issue.path.join('.')} (${issue.code})`);
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}
