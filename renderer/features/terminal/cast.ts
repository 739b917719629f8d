/** A recording as asciicast v2 has it: https://docs.asciinema.org/manual/asciicast/v2/ */
export interface Cast {
  readonly columns: number;
  readonly rows: number;
  /** Seconds. */
  readonly length: number;
  readonly events: readonly CastEvent[];
}

export interface CastEvent {
  /** Seconds from its beginning; pauses as played, see `readCast`. */
  readonly at: number;
  readonly output: string | null;
  readonly size: { readonly columns: number; readonly rows: number } | null;
}

/** Nobody waits through a coffee break: longer pauses are played as this many seconds. */
export const LONGEST_PAUSE = 3;

/** null = no recording of that kind. Lines that are none are left out: a torn end is no reason to show nothing. */
export function readCast(text: string): Cast | null {
  const [first = '', ...lines] = text.split('\n');
  const head = parsed(first);
  if (!isRecord(head) || head.version !== 2) return null;
  const events: CastEvent[] = [];
  let at = 0;
  let before = 0;
  for (const line of lines) {
    const [seconds, code, data] = asRow(parsed(line));
    if (seconds === null || data === null) continue;
    at += Math.min(LONGEST_PAUSE, Math.max(0, seconds - before));
    before = seconds;
    if (code === 'o') events.push({ at, output: data, size: null });
    const [, columns, rows] = /^(\d{1,4})x(\d{1,4})$/.exec(data) ?? [];
    if (code === 'r' && columns !== undefined && rows !== undefined) {
      events.push({ at, output: null, size: { columns: Number(columns), rows: Number(rows) } });
    }
  }
  return { columns: sizeOf(head.width, 80), rows: sizeOf(head.height, 24), length: at, events };
}

function asRow(value: unknown): readonly [number | null, unknown, string | null] {
  if (!Array.isArray(value)) return [null, null, null];
  const [seconds, code, data]: readonly unknown[] = value;
  return [typeof seconds === 'number' ? seconds : null, code, typeof data === 'string' ? data : null];
}

function sizeOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value >= 2 && value <= 1000 ? Math.floor(value) : otherwise;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
