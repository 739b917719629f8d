import { createHash, randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';

/** Shorter than the room every platform has for a socket's path (104 bytes on macOS, the last one is a zero). */
const LONGEST = 103;

/**
 * A path to listen on, in a folder only this user can enter. The workspace itself may lie too deep for a socket's
 * path. Throws when every folder there could be belongs to somebody else.
 */
export function socketPath(workspaceDir: string): string {
  const name = `${idOf(workspaceDir)}-${randomBytes(3).toString('hex')}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\holdpoint-${name}`;
  const { uid } = userInfo();
  const runtime = process.env.XDG_RUNTIME_DIR;
  const folders = [
    ...(runtime ? [path.join(runtime, 'holdpoint')] : []),
    path.join(tmpdir(), `holdpoint-${uid}`),
    `/tmp/holdpoint-${uid}`,
  ];
  const folder = folders.find((one) => fits(path.join(one, `${name}.sock`)) && isOurs(one, uid));
  if (folder === undefined) throw new Error(`No private folder for the local socket: tried ${folders.join(', ')}`);
  return path.join(folder, `${name}.sock`);
}

/** What a killed core of this workspace left behind. The caller owns the workspace, so nobody listens there. */
export function removeStaleSocket(workspaceDir: string, left: string | undefined): void {
  if (left === undefined || process.platform === 'win32') return;
  const isItsOwn = path.basename(left).startsWith(`${idOf(workspaceDir)}-`) && left.endsWith('.sock');
  if (isItsOwn) rmSync(left, { force: true });
}

function idOf(workspaceDir: string): string {
  return createHash('sha256').update(workspaceDir).digest('hex').slice(0, 12);
}

function fits(candidate: string): boolean {
  return Buffer.byteLength(candidate) <= LONGEST;
}

/** Ours alone, and a real folder: a planted link or an open folder would let others answer in our name. */
function isOurs(folder: string, uid: number): boolean {
  try {
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
    const is = lstatSync(folder);
    return is.isDirectory() && is.uid === uid && (is.mode & 0o077) === 0;
  } catch {
    return false;
  }
}
