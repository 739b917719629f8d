import type { Finding } from '../../../contract/errors.ts';

/** Findings by row and column of the table; those of a whole row stand under ''. */
export type FindingPlaces = ReadonlyMap<number, ReadonlyMap<string, readonly Finding[]>>;

const none: ReadonlyMap<string, readonly Finding[]> = new Map();

export function findingPlaces(findings: readonly Finding[], columns: ReadonlySet<string>): FindingPlaces {
  const places = new Map<number, Map<string, Finding[]>>();
  for (const finding of findings) {
    const [, index, key = ''] = /^(?:steps|items)\[(\d+)\](?:\.([A-Za-z-]+))?/.exec(finding.path ?? '') ?? [];
    if (index === undefined) continue;
    const row = places.get(Number(index)) ?? new Map<string, Finding[]>();
    const column = columns.has(key) ? key : '';
    row.set(column, [...(row.get(column) ?? []), finding]);
    places.set(Number(index), row);
  }
  return places;
}

export function findingsAt(places: FindingPlaces, row: number, field: string): readonly Finding[] {
  return (places.get(row) ?? none).get(field) ?? [];
}

export function sentenceOf(findings: readonly Finding[]): string {
  return findings.map(({ message, cure }) => `${message}${cure === undefined ? '' : ` ${cure}`}`).join(' ');
}

/** The worst of them, for the look of the place. */
export function weightOf(findings: readonly Finding[]): 'error' | 'warning' | 'later' | undefined {
  if (findings.some(({ severity }) => severity === 'error')) return 'error';
  if (findings.some(({ severity }) => severity === 'warning')) return 'warning';
  return findings.length > 0 ? 'later' : undefined;
}
