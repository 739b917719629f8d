/** A duration in ms for people: `320 ms`, `30.2 s`, `4 m 05 s`, `1 h 05 m`, `2 d 03 h`. Negative ones keep their sign. */
export function durationText(ms: number): string {
  if (ms < 0) return `-${durationText(-ms)}`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return pair(`${Math.floor(seconds / 60)} m`, seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return pair(`${Math.floor(minutes / 60)} h`, minutes % 60, 'm');
  const hours = Math.round(minutes / 60);
  return pair(`${Math.floor(hours / 24)} d`, hours % 24, 'h');
}

/** The same without seconds from a minute on: for what is expected, where a second says nothing. */
export function roughText(ms: number): string {
  return Math.abs(ms) < 60_000 ? durationText(ms) : durationText(Math.round(ms / 60_000) * 60_000);
}

function pair(large: string, small: number, smallUnit: string): string {
  return small === 0 ? large : `${large} ${String(small).padStart(2, '0')} ${smallUnit}`;
}
