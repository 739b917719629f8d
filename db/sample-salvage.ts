import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Condition } from './conditions.ts';
import { type PendingSample, SampleTable } from './sample-table.ts';

/** So many samples are taken over in one transaction. */
const GROUP = 10_000;
const EVERYTHING = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };

/**
 * Events come back from the flight recorder, samples have no second copy: a database built anew takes over what the
 * damaged one put aside last still gives back. Null when there was nothing to take over and nothing was lost.
 */
export function takeOverSamples(database: Database.Database, folder: string): Condition | null {
  const damaged = newestDamaged(readdirSync(folder));
  if (damaged === null) return null;
  const table = new SampleTable(database);
  const taken = { samples: 0, isWhole: true };
  try {
    const source = new Database(join(folder, damaged), { readonly: true, fileMustExist: true });
    try {
      for (const group of groupsOf(source, taken)) {
        table.insert(group);
        taken.samples += group.length;
      }
    } finally {
      source.close();
    }
  } catch {
    taken.isWhole = false;
  }
  return taken.isWhole ? null : lostSamples(taken.samples, damaged);
}

/** A series that cannot be read to its end gives what came before; the next one is tried all the same. */
function* groupsOf(source: Database.Database, taken: { isWhole: boolean }): Generator<readonly PendingSample[]> {
  const hasSamples = source.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'sample'").pluck().get() === 1;
  if (!hasSamples) return;
  const table = new SampleTable(source);
  for (const { id, subject, target } of table.seriesRows()) {
    let after = 0;
    try {
      for (;;) {
        const samples = table.range(id, { ...EVERYTHING, after, limit: GROUP });
        if (samples.length > 0) yield samples.map((sample) => ({ subject, target, sample }));
        if (samples.length < GROUP) break;
        after = samples.at(-1)?.ordinal ?? after;
      }
    } catch {
      taken.isWhole = false;
    }
  }
}

function newestDamaged(names: readonly string[]): string | null {
  const numbers = names.flatMap((name) => {
    const number = /^damaged-(\d+)\.sqlite3$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  return numbers.length === 0 ? null : `damaged-${Math.max(...numbers)}.sqlite3`;
}

/** Said where the rebuilding is said, so that one thing that happened is one condition. */
export function withLostSamples(noticed: readonly Condition[], lost: Condition | null): readonly Condition[] {
  if (lost === null) return noticed;
  const isSaid = noticed.some(({ kind }) => kind === 'database-rebuilt');
  if (!isSaid) return [...noticed, lost];
  return noticed.map((one) => (one.kind === 'database-rebuilt' ? { ...one, text: `${one.text} ${lost.text}` } : one));
}

function lostSamples(taken: number, damaged: string): Condition {
  return {
    kind: 'samples-lost',
    text: `Samples of probes could not all be taken over from the damaged database: ${taken} were; the rest stays in ${damaged}.`,
    cure: 'Nothing to do for runs: their log is whole. Keep the damaged file if the missing samples matter.',
  };
}
