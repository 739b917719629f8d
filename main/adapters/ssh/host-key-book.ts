import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Route } from './config/route.ts';
import { type KnownHost, parseKnownHosts } from './known-hosts.ts';
import { codeOf, type Reached, reached, troubled } from './trouble.ts';

export interface HostKeyBookOptions {
  /** The only file that is written. */
  readonly workspaceFile: string;
  /** Read beside the user's own. */
  readonly extraFiles: readonly string[];
  readonly home: string;
}

interface Read {
  readonly stamp: string;
  readonly entries: readonly KnownHost[];
}

const systemFiles = ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'];

/** The files that say which host keys are good. Looked at for each connection: the user may edit them meanwhile. */
export class HostKeyBook {
  readonly #options: HostKeyBookOptions;
  readonly #read = new Map<string, Read>();
  #writing: Promise<unknown> = Promise.resolve();

  constructor(options: HostKeyBookOptions) {
    this.#options = options;
  }

  /** The workspace's and those named at its side, then the user's and the machine's, or what ssh_config puts in their place. */
  filesFor(route: Route): readonly string[] {
    const { workspaceFile, extraFiles, home } = this.#options;
    const ssh = join(home, '.ssh');
    const expand = (path: string) => route.expand(path).replace(/^~\//, `${home}/`);
    const user = route.settings.userKnownHosts?.map(expand) ?? [join(ssh, 'known_hosts'), join(ssh, 'known_hosts2')];
    return [workspaceFile, ...extraFiles, ...user, ...(route.settings.globalKnownHosts?.map(expand) ?? systemFiles)];
  }

  async entries(route: Route): Promise<Reached<readonly KnownHost[]>> {
    try {
      const read = await Promise.all(this.filesFor(route).map((path) => this.#entriesIn(path)));
      return reached(read.flat());
    } catch (error) {
      return troubled('host-key', `A known_hosts file cannot be read (${codeOf(error)}). Correct its permissions.`);
    }
  }

  /** Durable when resolved. Only the workspace's file is ever written. */
  add(keys: readonly { readonly name: string; readonly keyType: string; readonly key: Buffer }[]) {
    const lines = keys.map((k) => `${k.name} ${k.keyType} ${k.key.toString('base64')}\n`);
    const writing = this.#writing.then(() => this.#append(lines.join('')));
    this.#writing = writing.catch(() => {});
    return writing;
  }

  async #entriesIn(path: string): Promise<readonly KnownHost[]> {
    const stamp = await stampOf(path);
    const present = this.#read.get(path);
    if (present?.stamp === stamp) return present.entries;
    const entries = parseKnownHosts(await textOrEmpty(path));
    this.#read.set(path, { stamp, entries });
    return entries;
  }

  async #append(text: string): Promise<void> {
    if (text === '') return;
    const { workspaceFile } = this.#options;
    await mkdir(dirname(workspaceFile), { recursive: true, mode: 0o700 });
    const present = await textOrEmpty(workspaceFile);
    const file = await open(workspaceFile, 'a', 0o600);
    try {
      const newline = present === '' || present.endsWith('\n') ? '' : '\n';
      await file.appendFile(newline + text);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeNs, size, ino } = await stat(path, { bigint: true });
    return `${mtimeNs} ${size} ${ino}`;
  } catch (error) {
    return codeOf(error);
  }
}

async function textOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    // A file we may not read must not pass for one that holds no key.
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return '';
    throw error;
  }
}
