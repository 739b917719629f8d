import { isMainThread } from 'node:worker_threads';

/**
 * Runs `create` so that the files SQLite makes are 0600. SQLite is the only one who may open them: one open and
 * close by `fs` in this process would drop its POSIX locks, so a chmod afterwards is no way.
 * A worker thread may not set the umask; there the folder's 0700 has to do.
 */
export function withPrivateFiles<T>(create: () => T): T {
  if (!isMainThread || process.platform === 'win32') return create();
  const before = process.umask(0o077);
  try {
    return create();
  } finally {
    process.umask(before);
  }
}
