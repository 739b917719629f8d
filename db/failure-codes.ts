/** `code` of a system or SQLite error, empty when it has none. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

export function isDiskFull(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL';
}

/**
 * After these nobody knows what is on the disk: a failed sync may have dropped the pages it was asked to keep,
 * and asking again says yes.
 */
export function isUncertain(error: unknown): boolean {
  const code = codeOf(error);
  return code.includes('FSYNC') || code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
}
