import { lstat, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';

/** Does this folder (links resolved) lie in the workspace? Its database knows no second owner. */
export async function liesInWorkspace(folder: string, workspaceDir: string): Promise<boolean> {
  const border = await realpath(workspaceDir).catch(orMissing(path.resolve(workspaceDir)));
  const inside = path.relative(border, folder);
  return inside === '' || (!inside.startsWith('..') && !path.isAbsolute(inside));
}

/**
 * A hard link gives a file of the workspace a name elsewhere. Opening the database or its lock by it, and closing it
 * again, would drop the locks that keep a second owner out.
 */
export async function isOfWorkspace(
  { dev, ino }: { readonly dev: number; readonly ino: number },
  workspaceDir: string,
): Promise<boolean> {
  for (const name of await readdir(workspaceDir).catch(orMissing<string[]>([]))) {
    const own = await lstat(path.join(workspaceDir, name)).catch(() => null);
    if (own !== null && own.ino === ino && own.dev === dev) return true;
  }
  return false;
}

/** A workspace nobody made yet has nothing in it; any other trouble is told. */
function orMissing<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return instead;
    throw error;
  };
}
