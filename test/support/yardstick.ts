import { createHash } from 'node:crypto';

/** A set piece of the work this product does: parse, sort, print, hash. About a tenth of a second of a quiet machine. */
function setPiece(): void {
  const rows = Array.from({ length: 20_000 }, (_, index) => ({ id: `row-${(index * 7919) % 20_000}`, at: index }));
  for (let round = 0; round < 3; round += 1) {
    const text = JSON.stringify(rows);
    const read: unknown = JSON.parse(text);
    if (!Array.isArray(read)) throw new Error('not what was written');
    read.map(String).sort();
    rows.sort((one, other) => one.id.localeCompare(other.id, 'en') * (round % 2 === 0 ? 1 : -1));
    for (const row of rows) createHash('sha256').update(row.id).digest('hex');
  }
}

/** Processor time of this process (its threads too), ms: what others on the machine do counts little. */
async function spent(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * How many yardsticks a work takes: its processor time over that of a set piece, measured before and after it in this very
 * process, the slower of the two counting. A limit given so says the same on a fast machine, a slow one and a crowded one.
 */
export async function yardsticksOf(work: () => unknown): Promise<number> {
  setPiece();
  const before = await spent(setPiece);
  const took = await spent(work);
  const after = await spent(setPiece);
  return took / Math.max(before, after);
}
