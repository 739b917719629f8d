const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 42 s · 12 m · 1 h 05 m · 2 d 03 h: two parts at most, seconds only below a minute. */
export function duration(ms: number): string {
  const length = Math.abs(ms);
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`;
  if (length < HOUR) return `${Math.floor(length / MINUTE)} m`;
  if (length < DAY) return `${Math.floor(length / HOUR)} h ${padded((length % HOUR) / MINUTE)} m`;
  return `${Math.floor(length / DAY)} d ${padded((length % DAY) / HOUR)} h`;
}

/** As `duration`, with seconds below an hour: for work that is going on now. */
export function fineDuration(ms: number): string {
  const length = Math.abs(ms);
  if (length < MINUTE || length >= HOUR) return duration(ms);
  return `${Math.floor(length / MINUTE)} m ${padded((length % MINUTE) / SECOND)} s`;
}

/** 0.4 s below ten seconds, else as `fineDuration`: for attempts that are over. */
export function measuredDuration(ms: number): string {
  return ms < 10 * SECOND ? `${(ms / SECOND).toFixed(1)} s` : fineDuration(ms);
}

function padded(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}

/** 900 B · 12 KiB · 3.4 MiB */
export function byteCount(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KiB`;
  return `${(bytes / (1024 * 1024)).toFixed(1)} MiB`;
}

/** 1 target, 12 targets */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
