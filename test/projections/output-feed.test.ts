import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../contract/events.ts';
import type { OutputChunk } from '../../contract/workspace-views.ts';
import type { OutputStore } from '../../main/core/ports/output-store.ts';
import { LiveTail } from '../../main/core/projections/live-tail.ts';
import { outputFeed } from '../../main/core/projections/output-feed.ts';
import { decodeUtf8, wholeCharacters } from '../../main/core/projections/utf8.ts';
import type { LiveOutput, RunDesk } from '../../main/core/run/run-desk.ts';
import type { RunState } from '../../main/domain/run/index.ts';
import { deployStep, runbookOf } from '../core/runbooks.ts';
import { manualClock } from '../support/manual-clock.ts';
import { openWorld, rest } from '../support/run-world.ts';

const attempt = { stepId: 'deploy', target: 'web-01', attempt: 1 };

/** A run whose one attempt is open, and the same run after it ended with so many bytes on stdout. */
async function anAttempt() {
  const world = openWorld(runbookOf(deployStep('', 'name=web-01')));
  world.shell.behave((task) => task.sent());
  await world.core.drive('all');
  const runId = await world.create();
  await world.command(runId, { type: 'start' });
  await rest();
  const open = world.state(runId);
  const ended = (storedBytes: number): RunState => {
    const record = { rawBytes: storedBytes, storedBytes, storedDigest: 'a'.repeat(64), redactions: 0 };
    const copy = structuredClone({ ...open, plan: null, index: null });
    const steps = copy.steps.map((step) => ({
      ...step,
      targets: step.targets.map((target) => ({
        ...target,
        attempts: target.attempts.map((one) => ({
          ...one,
          outcome: 'succeeded' as const,
          streams: { stdout: record },
        })),
      })),
    }));
    return { ...copy, plan: open.plan, index: open.index, steps };
  };
  return { world, runId, open, ended };
}

const story = await anAttempt();

/** An attempt whose bytes are first live, then, some time later, durable. */
function aSource(whole: Uint8Array) {
  let written = 0;
  let durable = 0;
  let state = story.open;
  const output = new Set<(live: LiveOutput) => void>();
  const events = new Set<Parameters<RunDesk['onEvents']>[0]>();
  const desk: RunDesk = {
    ...story.world.core,
    state: () => state,
    onOutput: (listener) => {
      output.add(listener);
      return () => output.delete(listener);
    },
    onEvents: (listener) => {
      events.add(listener);
      return () => events.delete(listener);
    },
  };
  const outputs: Pick<OutputStore, 'read'> = {
    read: (...[, stream, offset, limit]) => {
      const end = stream === 'stdout' ? Math.min(durable, offset + limit) : 0;
      return {
        bytes: whole.slice(offset, Math.max(offset, end)),
        totalBytes: stream === 'stdout' ? durable : 0,
        at: 1,
      };
    },
  };
  return {
    parts: { desk, outputs: { ...story.world.outputs, ...outputs } },
    listeners: () => output.size + events.size,
    write: (bytes: number) => {
      const piece = whole.slice(written, written + bytes);
      const live = { runId: story.runId, ...attempt, stream: 'stdout' as const, offset: written, bytes: piece, at: 2 };
      written += piece.length;
      if (piece.length > 0) for (const listener of output) listener(live);
    },
    sync: () => {
      durable = written;
    },
    end: () => {
      written = whole.length;
      durable = whole.length;
      state = story.ended(whole.length);
      const finished = { type: 'attempt.finished', data: { ...attempt } } as RecordedEvent;
      for (const listener of events) listener(story.runId, [finished], state);
    },
  };
}

function reader(source: ReturnType<typeof aSource>, from: { stdout?: number } = {}) {
  const clock = manualClock();
  let isReady = true;
  const opened = outputFeed({ ...source.parts, clock })({ runId: story.runId, ...attempt, from }, () => {
    isReady = true;
  });
  if (!opened.ok) throw new Error(opened.problem.message);
  const chunks: OutputChunk[] = [];
  let complete = 0;
  return {
    clock,
    chunks,
    complete: () => complete,
    text: () => chunks.map((chunk) => chunk.text).join(''),
    /** Takes what there is, but only when told that there is something. */
    read: () => {
      while (isReady) {
        isReady = false;
        for (let next = opened.value.take(); next.length > 0; next = opened.value.take())
          for (const message of next) {
            chunks.push(...message.chunks);
            if (message.complete) complete += 1;
          }
      }
    },
    close: () => opened.value.close(),
  };
}

const step = fc.oneof(
  fc.record({ do: fc.constant('write' as const), bytes: fc.integer({ min: 0, max: 40 }) }),
  fc.record({ do: fc.constantFrom('sync' as const, 'read' as const, 'open' as const) }),
);

describe('the output topic', () => {
  it('gives every byte once and in order, whenever one comes to look, however it becomes durable', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '\n', 'ä', '€', '😀', '\ufeff'), maxLength: 200 }),
        fc.array(step, { maxLength: 40 }),
        (text, steps) => {
          const whole = new TextEncoder().encode(text);
          const source = aSource(whole);
          const readers = [reader(source)];
          for (const one of steps) {
            if (one.do === 'write') source.write(one.bytes);
            else if (one.do === 'sync') source.sync();
            else if (one.do === 'open') readers.push(reader(source));
            else for (const each of readers) each.read();
          }
          source.end();
          for (const each of readers) {
            each.read();
            each.close();
            expect(each.text()).toBe(text);
            expect(each.complete()).toBe(1);
            let offset = 0;
            for (const chunk of each.chunks) {
              expect(chunk.offset).toBe(offset);
              offset += chunk.bytes;
            }
            expect(offset).toBe(whole.length);
          }
          expect(source.listeners()).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('goes on from the offset a reader has, in the middle of a stream', () => {
    const source = aSource(new TextEncoder().encode('häuser und höfe'));
    source.end();
    const late = reader(source, { stdout: 3 });
    late.read();
    late.close();
    expect(late.text()).toBe('user und höfe');
  });

  it('shows bytes that were written before anybody looked as soon as they are durable, without further output', async () => {
    const source = aSource(new TextEncoder().encode('early'));
    source.write(5);
    const late = reader(source);
    late.read();
    expect(late.text()).toBe('');
    source.sync();
    await late.clock.advance(500);
    late.read();
    late.close();
    expect(late.text()).toBe('early');
  });

  it('keeps a bounded tail when nothing becomes durable and nobody reads', () => {
    const tail = new LiveTail();
    for (let index = 0; index < 100; index++)
      tail.add({ offset: index * 10_000, bytes: new Uint8Array(10_000), at: 0 });
    expect(tail.from(0, 10)).toBeNull();
    expect(tail.from(990_000, 20_000)?.bytes.length).toBe(10_000);
    expect(tail.from(800_000, 1_000_000)?.bytes.length).toBe(200_000);
  });

  it('is refused for a step or target the run does not have', () => {
    const { desk, outputs } = aSource(new Uint8Array()).parts;
    const open = outputFeed({ desk, outputs, clock: manualClock() });
    const answer = open({ runId: story.runId, ...attempt, target: 'web-09' }, () => {});
    expect(answer).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });
});

describe('whole characters', () => {
  it('cut any text anywhere so that the halves decode to the whole', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '\n', 'ä', '€', '😀', '\ufeff'), maxLength: 50 }),
        fc.nat(200),
        (text, cut) => {
          const bytes = new TextEncoder().encode(text);
          const first = wholeCharacters(bytes.subarray(0, cut));
          expect(decodeUtf8(bytes.subarray(0, first)) + decodeUtf8(bytes.subarray(first))).toBe(text);
        },
      ),
    );
  });

  it('never wait for what cannot become a character', () => {
    for (const bytes of [[0xff], [0x80, 0x80, 0x80, 0x80], [0xf8, 0x80], [0x41, 0xc0, 0x41]])
      expect(wholeCharacters(Uint8Array.from(bytes))).toBe(bytes.length);
  });
});
