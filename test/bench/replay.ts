import type { DraftEvent, RecordedEvent } from '../../contract/events.ts';
import { decide, dueEffects, evolve, type RunState, replay } from '../../main/domain/run/index.ts';
import { actor, aPlan, aStep, created, ssh } from '../run/plans.ts';
import { type Figure, median, ms, ratio, timed } from './measure.ts';

const EVENTS = 100_000;
const facts = {
  now: 1_800_000_000_000,
  coreId: 'core-bench',
  person: 'Bench',
  role: null,
  driven: true,
  commandHash: () => 'a'.repeat(64),
};

const success = {
  outcome: 'succeeded',
  exitCode: 0,
  signal: null,
  durationMs: 10,
  reason: null,
  outputs: {},
  streams: {},
} as const;

/** A log as a run writes it: 2,000 steps on 24 targets each, driven by the rules themselves until there are enough events. */
function writeLog(): RecordedEvent[] {
  const targets = Array.from({ length: 24 }, (_, index) => `host-${index}`);
  const steps = Array.from({ length: 2000 }, (_, index) => aStep(`step-${index}`, ssh(targets), { start: 'auto' }));
  const first = created(aPlan(steps), { forks: 64 });
  const log: RecordedEvent[] = [first];
  let state = evolve(null, first);
  const record = (drafts: readonly DraftEvent[]) => {
    for (const draft of drafts) {
      const event = seal(draft, log.length + 1);
      log.push(event);
      state = evolve(state, event);
    }
  };
  const say = (command: Parameters<typeof decide>[1]) => {
    const decision = decide(state, command, facts);
    if (decision.kind === 'refused') throw new Error(decision.problem.message);
    record(decision.events);
  };
  say({ type: 'start' });
  while (log.length < EVENTS) {
    const [due] = dueEffects(state, facts.coreId);
    if (due === undefined || due.kind !== 'perform') throw new Error('the run stands still');
    const { stepId, target, attempt } = due;
    say({ type: 'attempt-finished', stepId, target, attempt, ...success });
  }
  return log.slice(0, EVENTS);
}

export async function benchReplay(): Promise<Figure> {
  const log = writeLog();
  const texts = log.map((event) => JSON.stringify(event));
  const samples: number[] = [];
  let state: RunState | null = null;
  for (let round = 0; round < 5; round += 1)
    samples.push(
      await timed(() => {
        state = replay(log);
      }),
    );
  if (state === null) throw new Error('nothing was replayed');
  const parse = await timed(() => texts.map((text): unknown => JSON.parse(text)));
  const value = median(samples);
  return {
    name: `replay of ${EVENTS} events, 2,000 steps × 24 targets`,
    value: ms(value),
    beside: `JSON.parse of the same events ${ms(parse)}: ${ratio(value, parse)}`,
  };
}

function seal(draft: DraftEvent, seq: number): RecordedEvent {
  const envelope = {
    seq,
    journalId: 'run',
    journalSeq: seq,
    version: 1,
    occurredAt: facts.now + seq,
    recordedAt: facts.now + seq,
    monotonicMs: seq,
    bootId: 'bench',
    actor: actor('Bench'),
    commandId: null,
    prevHash: '0'.repeat(64),
    hash: '0'.repeat(64),
  };
  // The union of drafts becomes the union of events: same type, same data.
  return { ...envelope, ...draft } as RecordedEvent;
}
