import { failed, ok } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { TopicMessage } from '../../../contract/topics.ts';
import type { Clock } from '../ports/clock.ts';
import type { SampleStore } from '../ports/sample-store.ts';
import type { ProbeDesk } from '../probe/probe-desk.ts';
import type { RunDesk } from '../run/run-desk.ts';
import { Coalescer } from './coalesce.ts';
import type { OpenFeed, TopicFeed } from './feed.ts';

const PATCH_EVERY_MS = 500;

export interface ProbesFeedParts {
  readonly desk: RunDesk;
  readonly probes: ProbeDesk;
  readonly samples: SampleStore;
  readonly clock: Clock;
}

/** How a run's probes stand: all of them, then those that were asked since, however often. */
export function probesFeed(parts: ProbesFeedParts): OpenFeed<'probes'> {
  return ({ runId }, ready) =>
    parts.desk.state(runId) === null
      ? failed('not-found', `There is no run ${runId}.`)
      : ok(new ProbesFeed(parts, runId, ready));
}

class ProbesFeed implements TopicFeed<TopicMessage<'probes'>> {
  readonly #parts: ProbesFeedParts;
  readonly #runId: RunId;
  readonly #coalescer: Coalescer;
  readonly #stop: () => void;
  readonly #asked = new Set<string>();
  #isSent = false;
  #wasWatched = false;

  constructor(parts: ProbesFeedParts, runId: RunId, ready: () => void) {
    this.#parts = parts;
    this.#runId = runId;
    this.#coalescer = new Coalescer(parts.clock, PATCH_EVERY_MS, ready);
    this.#stop = parts.probes.onNews((changed, key) => {
      if (changed !== runId) return;
      if (key !== null) this.#asked.add(key);
      this.#coalescer.touch();
    });
  }

  take(): readonly TopicMessage<'probes'>[] {
    const { desk, probes, samples } = this.#parts;
    const state = desk.state(this.#runId);
    if (state === null) return [];
    const watched = probes.isWatching(this.#runId);
    // Where nobody asks (any more) the whole is read from what was kept.
    if (!this.#isSent || watched !== this.#wasWatched) {
      this.#isSent = true;
      this.#wasWatched = watched;
      this.#asked.clear();
      return [{ kind: 'snapshot', view: probes.view(state) }];
    }
    const keys = [...this.#asked];
    this.#asked.clear();
    const standings = keys.flatMap((key) => {
      const standing = probes.standing(this.#runId, key);
      return standing === null ? [] : [{ ...standing, probe: probeOf(key) }];
    });
    if (standings.length === 0) return [];
    return [{ kind: 'patch', watched, to: state.endedAt ?? desk.now(this.#runId), lost: samples.lost, standings }];
  }

  close(): void {
    this.#stop();
    this.#coalescer.close();
  }
}

function probeOf(key: string): string {
  return key.slice(0, key.indexOf('\n'));
}
