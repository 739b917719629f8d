/** `98.7 %` of the samples that told anything; never 100 while one failed, null when none told anything. */
export function shareText({
  successful,
  failed,
}: {
  readonly successful: number;
  readonly failed: number;
}): string | null {
  const told = successful + failed;
  if (told === 0) return null;
  if (failed === 0) return '100 %';
  const share = Math.min(99.9, Math.round((successful / told) * 1000) / 10);
  return `${share} %`;
}
