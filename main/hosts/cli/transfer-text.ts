import type { Transfer } from '../../../contract/artifact-operations.ts';

/** Uploads on their way, as the end of the summary line: one in words, many as their sum. */
export function transferText(transfers: readonly Transfer[]): string {
  const [only] = transfers;
  if (only === undefined) return '';
  const done = transfers.reduce((sum, one) => sum + one.doneBytes, 0);
  const total = transfers.reduce((sum, one) => sum + one.totalBytes, 0);
  const rate = transfers.reduce((sum, one) => sum + one.bytesPerSecond, 0);
  const what = transfers.length === 1 ? `${only.stepId} to ${only.target}` : `${transfers.length} uploads`;
  return ` · ${what} ${mib(done)} of ${mib(total)} MiB, ${mib(rate)} MiB/s`;
}

function mib(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}
