import type { DocumentTable } from '../../../contract/editing.ts';

const LONGEST = 63;

/** An id nobody has, made of the words given: `Drain web-01` → `drain-web-01`, the next one `drain-web-01-2`. */
export function newId(words: string, taken: ReadonlySet<string>): string {
  const plain = words
    .normalize('NFKD')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, LONGEST - 6)
    .replace(/-+$/, '');
  const base = plain === '' ? 'step' : plain;
  if (!taken.has(base)) return base;
  const stem = base.replace(/-\d{1,4}$/, '');
  for (let number = 2; ; number++) if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`;
}

export function idsIn({ rows }: Pick<DocumentTable, 'rows'>): Set<string> {
  return new Set(rows.flatMap(({ cells }) => cells.id ?? []));
}
