import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessMemory {
  /** Each page divided among the processes that share it: what the machine would have back. */
  readonly pssMb: number;
  /** As if no page were shared: what it would be were it the only Node on the machine. */
  readonly rssMb: number;
  readonly processes: number;
}

/** Of a process and (unless alone) all that descend from it, as Linux counts it; null elsewhere. */
export function memoryOfTree(pid: number, which: 'tree' | 'alone' = 'tree'): ProcessMemory | null {
  if (process.platform !== 'linux') return null;
  const parents = which === 'alone' ? new Map<number, number>() : parentOfEach();
  const tree = [pid];
  // Grows while it is walked: children of children follow their parents.
  for (const one of tree) for (const [child, parent] of parents) if (parent === one) tree.push(child);
  const kilobytes = (field: string) => tree.reduce((sum, one) => sum + readField(one, field), 0);
  return { pssMb: kilobytes('Pss') / 1024, rssMb: kilobytes('Rss') / 1024, processes: tree.length };
}

function parentOfEach(): Map<number, number> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return new Map(pids.map((pid) => [Number(pid), parentOf(pid)]));
}

function parentOf(pid: string): number {
  // The name in parentheses may hold spaces and parentheses itself: count from its end.
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ');
  return Number(fields[1] ?? 0);
}

function readField(pid: number, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
}

/** Empty when the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
