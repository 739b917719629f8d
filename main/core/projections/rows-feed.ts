import { failed, ok } from '../../../contract/errors.ts';
import type { AttemptRef, OutputChoice, OutputRow, RowTotals } from '../../../contract/output-views.ts';
import type { TopicMessage } from '../../../contract/topics.ts';
import { attemptOf, targetNamed } from '../../domain/run/state.ts';
import type { Clock } from '../ports/clock.ts';
import type { AttemptRowsView, OutputRows, RowChoice } from '../ports/output-rows.ts';
import type { RunDesk } from '../run/run-desk.ts';
import { Coalescer } from './coalesce.ts';
import type { OpenFeed, TopicFeed } from './feed.ts';
import { choiceOf, ROWS_BYTES, rowView } from './row-view.ts';

/** As often as a screen shows something new that can be read. */
const EVERY_MS = 33;
/** What became durable, or was counted, is announced by nobody. */
const LOOK_EVERY_MS = 500;
/** More than any screen has. */
const LAST_ROWS = 80;

type Message = TopicMessage<'rows'>;

interface Parts {
  readonly clock: Clock;
  readonly desk: RunDesk;
  readonly outputRows: OutputRows;
}

/**
 * How much one attempt has printed, and its last rows. Keeps two numbers a subscriber and no output: a page that does
 * not read costs nothing, and gets the newest state when it does.
 */
export function rowsFeed(parts: Parts): OpenFeed<'rows'> {
  return ({ choice, ...ref }, ready) => {
    const state = parts.desk.state(ref.runId);
    if (state === null || targetNamed(state, ref.stepId, ref.target) === null)
      return failed('not-found', `There is no ${ref.stepId} on ${ref.target} in run ${ref.runId}.`);
    return ok(new RowsFeed(parts, { ref, choice }, ready));
  };
}

class RowsFeed implements TopicFeed<Message> {
  readonly #parts: Parts;
  readonly #ref: AttemptRef;
  readonly #choice: OutputChoice;
  readonly #stops: readonly (() => void)[];
  readonly #pace: Coalescer;
  #cancelLook: () => void = () => {};
  #told = '';
  #isComplete = false;

  constructor(parts: Parts, { ref, choice }: { ref: AttemptRef; choice: OutputChoice }, ready: () => void) {
    this.#parts = parts;
    this.#ref = ref;
    this.#choice = choice;
    this.#pace = new Coalescer(parts.clock, EVERY_MS, ready);
    this.#stops = [
      parts.desk.onOutput((live) => {
        if (live.attempt !== ref.attempt || live.target !== ref.target) return;
        if (live.stepId === ref.stepId && live.runId === ref.runId) this.#pace.touch();
      }),
      parts.desk.onEvents((runId, events) => {
        if (runId !== ref.runId) return;
        const ends = events.some((event) => event.type === 'attempt.finished' && event.data.stepId === ref.stepId);
        if (ends) this.#pace.touch();
      }),
    ];
    this.#look();
  }

  #look(): void {
    this.#cancelLook = this.#parts.clock.after(LOOK_EVERY_MS, () => {
      if (this.#isComplete) return;
      this.#pace.touch();
      this.#look();
    });
  }

  take(): readonly Message[] {
    if (this.#isComplete) return [];
    const isOver = this.#isOver();
    const view = this.#parts.outputRows.of(this.#ref);
    const choice = choiceOf(this.#choice, view);
    const totals = view.totals(choice);
    const complete = isOver && totals.settled === totals.rows && totals.isCounted;
    const told = `${isOver} ${numbersOf(totals)}`;
    if (told === this.#told) return [];
    this.#told = told;
    // The last line of an attempt that is over stays without its end: nothing will change it.
    this.#isComplete = complete || (isOver && totals.isCounted);
    return [{ totals, last: lastRows(view, choice, totals.rows), complete: this.#isComplete }];
  }

  close(): void {
    this.#cancelLook();
    this.#pace.close();
    for (const stop of this.#stops) stop();
  }

  #isOver(): boolean {
    const { runId, stepId, target, attempt } = this.#ref;
    const state = this.#parts.desk.state(runId);
    const targetState = state === null ? null : targetNamed(state, stepId, target);
    return (targetState === null ? null : attemptOf(targetState, attempt))?.outcome != null;
  }
}

/** Where rows are long, fewer of them: a screen has no room for more either. */
function lastRows(view: AttemptRowsView, choice: RowChoice, count: number): OutputRow[] {
  const from = Math.max(0, count - LAST_ROWS);
  const rows = view.read(choice, { from, count: LAST_ROWS, limit: Number.POSITIVE_INFINITY });
  let bytes = 0;
  const first = rows.findLastIndex((row) => {
    bytes += row.bytes.length;
    return bytes > ROWS_BYTES / 2;
  });
  return rows.slice(first + 1).map(rowView);
}

function numbersOf({ rows, bytes, settled, isCounted }: RowTotals): string {
  return `${rows} ${bytes} ${settled} ${isCounted}`;
}
