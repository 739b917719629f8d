const DAY_MS = 86_400_000;
/** 1899-12-30, where Excel's counting begins once its 29 February 1900 is allowed for. */
const EPOCH = Date.UTC(1899, 11, 30);

/** Wall time as ms since 1970 on a clock without zones, rounded to the second (18:29:59.999 is 18:30:00). */
export function wallOfSerial(serial: number): number {
  // Excel believes in 29 February 1900: days before it are one too high.
  const days = serial >= 1 && serial < 60 ? serial + 1 : serial;
  return EPOCH + Math.round(days * 86_400) * 1000;
}

/** The part of a serial below a day, or of a time alone, in whole seconds. */
export function secondsOfSerial(serial: number): number {
  return Math.round((serial - Math.floor(serial)) * 86_400) % 86_400;
}

/** `2026-11-28`, or with ` 22:00` and seconds where there are any. */
export function serialText(serial: number, format: 'date' | 'time' | 'elapsed'): string {
  if (format === 'elapsed') return clockText(Math.round(serial * 86_400));
  if (format === 'time' || (serial >= 0 && serial < 1)) return clockText(secondsOfSerial(serial));
  const wall = wallOfSerial(serial);
  const seconds = Math.round((wall % DAY_MS) / 1000 + DAY_MS / 1000) % 86_400;
  const date = new Date(wall).toISOString().slice(0, 10);
  return seconds === 0 ? date : `${date} ${clockText(seconds)}`;
}

function clockText(total: number): string {
  const sign = total < 0 ? '-' : '';
  const seconds = Math.abs(total);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = `${sign}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`;
  return seconds % 60 === 0 ? hours : `${hours}:${two(seconds % 60)}`;
}

/** Serials a workbook may hold: 1900 to 9999. Others are numbers that only look like dates. */
export function isSerial(value: number): boolean {
  return value >= 0 && value < 2_958_466;
}
