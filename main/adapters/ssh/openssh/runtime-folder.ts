import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { access, constants, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'hp-ssh-';
/** ssh adds a random ending of 17 characters while it makes its socket; a socket's path may hold 104. */
const longest = 60;

/**
 * A folder only this user can enter, for control sockets and the like; its path is short, as sockets need it. A
 * watcher ends every client in it and removes it as soon as this process is gone, however it went.
 */
export class RuntimeFolder {
  readonly path: string;
  readonly #watcher: ChildProcess;
  #count = 0;

  private constructor(path: string, watcher: ChildProcess) {
    this.path = path;
    this.#watcher = watcher;
  }

  static async open(client: string): Promise<RuntimeFolder> {
    const base = await baseFolder();
    await removeLeftovers(base, client);
    const path = await mkdtemp(join(base, prefix));
    await writeFile(join(path, 'owner'), `${process.pid} ${startedAt(process.pid)}\n`);
    return new RuntimeFolder(path, watch(path));
  }

  /** A new name in it. */
  next(ending: string): string {
    return join(this.path, `${++this.#count}.${ending}`);
  }

  async close(): Promise<void> {
    const gone = new Promise<void>((resolve) => this.#watcher.once('exit', () => resolve()));
    this.#watcher.stdin?.end();
    if (this.#watcher.exitCode === null) await Promise.race([gone, pause(2000)]);
    await rm(this.path, { recursive: true, force: true });
  }
}

/** Its stdin ends with us. Files `N.pid` name the clients that still live. */
const watchProgram =
  'while read -r _; do :; done; for f in "$1"/*.pid; do read -r p <"$f" && kill "$p"; done 2>/dev/null; rm -rf -- "$1"';

function watch(path: string): ChildProcess {
  // A session of its own: Ctrl-C in our terminal must not end it before us.
  const options = { stdio: ['pipe', 'ignore', 'ignore'], detached: true } as const;
  const child = spawn('/bin/sh', ['-c', watchProgram, 'sh', path], { ...options, stdio: ['pipe', 'ignore', 'ignore'] });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  return child;
}

async function baseFolder(): Promise<string> {
  for (const folder of [process.env.XDG_RUNTIME_DIR, tmpdir(), '/tmp']) {
    if (folder === undefined || folder === '' || folder.length > longest) continue;
    try {
      await access(folder, constants.W_OK);
      return folder;
    } catch {
      // The next one.
    }
  }
  return '/tmp';
}

/** Folders of cores that died with their machine or their watcher. */
async function removeLeftovers(base: string, client: string): Promise<void> {
  for (const name of await readdir(base)) {
    const path = join(base, name);
    if (name.startsWith(prefix) && (await isLeftover(path))) {
      await endMasters(path, client);
      await rm(path, { recursive: true, force: true });
    }
  }
}

async function isLeftover(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).uid !== process.getuid?.()) return false;
    const [pid, started] = (await readFile(join(path, 'owner'), 'utf8')).trim().split(' ');
    return startedAt(Number(pid)) !== started;
  } catch {
    return false;
  }
}

async function endMasters(path: string, client: string): Promise<void> {
  const sockets = (await readdir(path)).filter((name) => name.endsWith('.s'));
  await Promise.all(
    sockets.map((name) => {
      const args = ['-F', 'none', '-S', join(path, name), '-O', 'exit', 'hp'];
      const child = spawn(client, args, { stdio: 'ignore', timeout: 2000 });
      return new Promise<void>((resolve) => {
        child.once('error', () => resolve());
        child.once('exit', () => resolve());
      });
    }),
  );
}

/** Tells a process from a later one with the same number; empty = there is none. */
function startedAt(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return isAlive(pid) ? 'alive' : '';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
