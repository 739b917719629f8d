import type { CheckCell, EnvironmentTarget, InfrastructureItem } from '../../../contract/environments.ts';
import { failed, ok } from '../../../contract/errors.ts';
import type { TopicMessage } from '../../../contract/topics.ts';
import type { EnvironmentShown } from '../environment/environment-views.ts';
import type { CoreParts } from '../handlers/core-parts.ts';
import { Coalescer } from './coalesce.ts';
import type { OpenFeed, TopicFeed } from './feed.ts';

const EVERY_MS = 250;
/** Ages move with time alone: what was good becomes stale. */
const LOOK_EVERY_MS = 60_000;

export type EnvironmentFeedParts = Pick<CoreParts, 'environments' | 'documentIndex' | 'journal' | 'clock'> & {
  readonly desk: Pick<CoreParts['desk'], 'onEvents'>;
};

/** Every environment and what went where: looked at anew when anything may have changed it. */
export function environmentsFeed(parts: EnvironmentFeedParts): OpenFeed<'environments'> {
  return (_params, ready) => {
    let sent = '';
    return ok(
      new LookingFeed(parts, ready, {
        key: null,
        look: async () => {
          const list = await parts.environments.list();
          const text = JSON.stringify(list);
          if (text === sent) return null;
          sent = text;
          return list;
        },
      }),
    );
  };
}

/** One environment: whole, then what changed of it. */
export function environmentFeed(parts: EnvironmentFeedParts): OpenFeed<'environment'> {
  return ({ key }, ready) => {
    if (parts.documentIndex.find(key)?.kind !== 'Environment')
      return failed('not-found', `There is no environment ${key}.`);
    const changes = new Changes();
    return ok(
      new LookingFeed(parts, ready, {
        key,
        look: async (): Promise<TopicMessage<'environment'> | null> => {
          const shown = await parts.environments.shown(key);
          if (!shown.ok) return null;
          const { opened, parts: now } = shown.value;
          const { sha256 } = opened.document;
          if (changes.isOf(sha256)) return changes.since(now);
          const view = await parts.environments.view(key);
          if (!view.ok) return null;
          changes.begin(sha256, now);
          return { kind: 'snapshot', view: view.value };
        },
      }),
    );
  };
}

interface Looking<M> {
  /** null = any environment. */
  readonly key: string | null;
  /** null = nothing new. */
  readonly look: () => Promise<M | null>;
}

/** Looks when something happened and not before the last look is over; a reader that is slow gets the newest. */
class LookingFeed<M> implements TopicFeed<M> {
  readonly #looking: Looking<M>;
  readonly #ready: () => void;
  readonly #coalescer: Coalescer;
  readonly #stops: readonly (() => void)[];
  readonly #parts: EnvironmentFeedParts;
  #cancelLook: () => void = () => {};
  #next: M[] = [];
  #isLooking = false;
  #isAgain = false;
  #isClosed = false;

  constructor(parts: EnvironmentFeedParts, ready: () => void, looking: Looking<M>) {
    this.#parts = parts;
    this.#looking = looking;
    this.#ready = ready;
    this.#coalescer = new Coalescer(parts.clock, EVERY_MS, () => void this.#look());
    const touch = () => this.#coalescer.touch();
    this.#stops = [
      parts.journal.onAppend(touch),
      parts.environments.onChange((key) => {
        if (looking.key === null || looking.key === key) touch();
      }),
      ...(looking.key === null ? [parts.desk.onEvents((_runId, events) => events.some(isEnd) && touch())] : []),
    ];
    this.#tick();
    touch();
  }

  take(): readonly M[] {
    const taken = this.#next;
    this.#next = [];
    return taken;
  }

  close(): void {
    this.#isClosed = true;
    this.#coalescer.close();
    this.#cancelLook();
    for (const stop of this.#stops) stop();
  }

  #tick(): void {
    this.#cancelLook = this.#parts.clock.after(LOOK_EVERY_MS, () => {
      this.#coalescer.touch();
      this.#tick();
    });
  }

  async #look(): Promise<void> {
    this.#isAgain = this.#isLooking;
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const message = await this.#looking.look();
      if (message !== null && !this.#isClosed) {
        this.#next.push(message);
        this.#ready();
      }
    } finally {
      this.#isLooking = false;
      if (this.#isAgain && !this.#isClosed) this.#coalescer.touch();
    }
  }
}

function isEnd({ type }: { readonly type: string }): boolean {
  return type === 'run.completed' || type === 'run.created';
}

/** What was sent of each cell, target and item, as short as it can be told apart. */
class Changes {
  #sha256: string | null = null;
  #summary = '';
  readonly #cells = new Map<string, string>();
  readonly #targets = new Map<string, string>();
  readonly #items = new Map<string, string>();

  isOf(sha256: string): boolean {
    return this.#sha256 === sha256;
  }

  begin(sha256: string, shown: EnvironmentShown): void {
    this.#sha256 = sha256;
    for (const known of [this.#cells, this.#targets, this.#items]) known.clear();
    this.since(shown);
  }

  since({ summary, cells, targets, items }: EnvironmentShown): TopicMessage<'environment'> | null {
    const text = JSON.stringify(summary);
    const isSame = text === this.#summary;
    this.#summary = text;
    const changed = {
      cells: news(cells, this.#cells, cellMark),
      targets: news(targets, this.#targets, targetMark),
      items: news(items, this.#items, itemMark),
    };
    if (isSame && Object.values(changed).every(({ length }) => length === 0)) return null;
    return { kind: 'patch', summary, ...changed };
  }
}

type Mark = readonly [name: string, mark: string];

function news<T>(all: readonly T[], known: Map<string, string>, markOf: (one: T) => Mark): T[] {
  return all.filter((one) => {
    const [name, mark] = markOf(one);
    if (known.get(name) === mark) return false;
    known.set(name, mark);
    return true;
  });
}

function cellMark({ column, target, state, at }: CheckCell): Mark {
  return [`${column} ${target}`, `${state} ${at}`];
}

function targetMark({ name, rag, because }: EnvironmentTarget): Mark {
  return [name, `${rag} ${because}`];
}

function itemMark(item: InfrastructureItem): Mark {
  return [item.id, `${item.changedSeq} ${item.rag} ${item.because}`];
}
