import type Database from 'better-sqlite3';
import type { Claims } from './claims.ts';
import { codeOf } from './failure-codes.ts';
import { FILES } from './files.ts';
import type { VerifyFinding } from './verify-findings.ts';

/** Samples have no second copy and no chain: their own sums, their numbers, and what the log says of them. */
export function verifySamples(database: Database.Database, claims: Claims): readonly VerifyFinding[] {
  try {
    return [...wrongSums(database), ...gaps(database), ...missing(database, claims)];
  } catch (error) {
    if (!codeOf(error).startsWith('SQLITE_')) throw error;
    return [finding('fault', `The samples cannot be read: ${error instanceof Error ? error.message : String(error)}.`)];
  }
}

interface SeriesRow {
  readonly subject: string;
  readonly target: string;
}

function wrongSums(database: Database.Database): readonly VerifyFinding[] {
  const rows = database
    .prepare<[], SeriesRow>(
      'SELECT s.subject, s.target FROM sample_series s WHERE (SELECT count(*) FROM sample WHERE series_id = s.id) <> ' +
        '(SELECT coalesce(sum(successful + failed + inconclusive), 0) FROM sample_minute WHERE series_id = s.id)',
    )
    .all();
  return rows.map(({ subject, target }) =>
    finding('fault', `The samples of ${subject} on ${target} are not as many as their minutes say.`),
  );
}

/** A number that is left out was a sample that a full disk did not take. */
function gaps(database: Database.Database): readonly VerifyFinding[] {
  const rows = database
    .prepare<[], SeriesRow & { readonly missing: number }>(
      'SELECT s.subject, s.target, max(p.ordinal) - count(*) AS missing FROM sample p ' +
        'JOIN sample_series s ON s.id = p.series_id GROUP BY s.id HAVING missing > 0',
    )
    .all();
  return rows.map(({ subject, target, missing: count }) =>
    finding('note', `${count} samples of ${subject} on ${target} could not be kept when they came.`),
  );
}

/** Changes in the log lean on a sample that was durable before them. */
function missing(database: Database.Database, claims: Claims): readonly VerifyFinding[] {
  const find = database
    .prepare<[string, string, number], number>(
      'SELECT count(*) FROM sample p JOIN sample_series s ON s.id = p.series_id ' +
        'WHERE s.subject = ? AND s.target = ? AND p.ordinal = ?',
    )
    .pluck();
  return claims.samples.flatMap(({ subject, target, ordinal, seq, journalId }) =>
    find.get(subject, target, ordinal) === 1
      ? []
      : [
          {
            ...finding(
              'fault',
              `Event ${seq} leans on sample ${ordinal} of ${subject} on ${target}, which is not there.`,
            ),
            ...{ seq, journalId },
          },
        ],
  );
}

function finding(severity: VerifyFinding['severity'], message: string): VerifyFinding {
  return { severity, where: 'database', seq: null, journalId: null, file: FILES.database, message };
}
