import { rangesText } from './affected-range.ts';
import type { Ballast } from './ballast.ts';
import type { Rebuilt } from './rebuild.ts';
import type { SeqRange } from './recovery.ts';
import type { WriteGate } from './write-gate.ts';

/** What is not as it should be, and what to do about it; the shape the face shows. */
export interface Condition {
  readonly kind: string;
  readonly text: string;
  readonly cure: string;
}

/** What was noticed while opening and since. */
export class Conditions {
  readonly #noticed: Condition[] = [];
  readonly #ballast: Ballast;
  readonly #gate: WriteGate;

  constructor(ballast: Ballast, gate: WriteGate) {
    this.#ballast = ballast;
    this.#gate = gate;
    if (!ballast.released && !ballast.fill()) this.add(lowSpace);
  }

  add(condition: Condition): void {
    this.#noticed.push(condition);
  }

  list(): readonly Condition[] {
    this.#ballast.recover();
    return [
      ...this.#noticed,
      ...(this.#ballast.released ? [fullDisk] : []),
      ...(this.#gate.failure === null ? [] : [stoppedWriting(this.#gate.failure.message)]),
    ];
  }
}

const lowSpace: Condition = {
  kind: 'disk-nearly-full',
  text: 'Less than 4 MiB are free on the disk of this workspace.',
  cure: 'Free space before you start a run.',
};

const fullDisk: Condition = {
  kind: 'disk-full',
  text: 'The disk of this workspace is full. A reserve of 4 MiB was freed so that runs can be ended in order.',
  cure: 'Hold or end running runs, then free space: this goes away by itself within seconds.',
};

function stoppedWriting(why: string): Condition {
  return {
    kind: 'storage-failed',
    text: `${why} Nothing is written any more.`,
    cure: 'Check the disk and start Holdpoint again; what was acknowledged is safe.',
  };
}

export function adoptedCondition({ from, to }: SeqRange): Condition {
  return {
    kind: 'recorder-adopted',
    text: `Events ${from} to ${to} were taken from the flight recorder; the database did not hold them.`,
    cure: 'Nothing to do. Look at the disk if the computer did not crash.',
  };
}

export function damagedOutput(runId: string, segment: number): Condition {
  return {
    kind: 'output-damaged',
    text: `Segment ${segment} of ${runId} is shorter than what was recorded of it.`,
    cure: 'Run verify: it names the attempts whose output is affected.',
  };
}

export function rebuiltCondition({ events, affected, kept }: Rebuilt): Condition {
  return {
    kind: 'database-rebuilt',
    text:
      `The database was damaged and was built anew from the flight recorder, all ${events} events of it ` +
      `(affected: ${rangesText(affected)}). The damaged file is kept as ${kept ?? 'nothing: there was none'}.`,
    cure: 'Look at the disk: this one may fail again. Make a backup elsewhere.',
  };
}
