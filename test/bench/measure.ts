/** One line of the table: what, how it was measured, and what stands beside it. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** The peer or the yardstick measured in the same run, and the ratio. */
  readonly beside: string;
}

export async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const started = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - started) / 1e6;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function ms(value: number): string {
  return value < 10
    ? `${value.toFixed(2)} ms`
    : value < 1000
      ? `${value.toFixed(0)} ms`
      : `${(value / 1000).toFixed(2)} s`;
}

export function ratio(a: number, b: number): string {
  return `${(a / b).toFixed(2)} ×`;
}
