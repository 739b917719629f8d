import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type KnownHost, knownName, parseKnownHosts } from './known-hosts.ts';
import { codeOf } from './trouble.ts';

/** The files that say which host keys are good. Read anew for each connection: the user may edit them meanwhile. */
export class HostKeyBook {
  readonly #workspaceFile: string;
  readonly #files: readonly string[];
  #writing: Promise<unknown> = Promise.resolve();

  constructor(workspaceFile: string, otherFiles: readonly string[]) {
    this.#workspaceFile = workspaceFile;
    this.#files = [workspaceFile, ...otherFiles];
  }

  async entries(): Promise<readonly KnownHost[]> {
    const texts = await Promise.all(this.#files.map(textOrEmpty));
    return texts.flatMap(parseKnownHosts);
  }

  /** Durable when resolved. Only the workspace's file is ever written. */
  add(
    keys: readonly { readonly host: string; readonly port: number; readonly keyType: string; readonly key: Buffer }[],
  ) {
    const lines = keys.map((k) => `${knownName(k.host, k.port)} ${k.keyType} ${k.key.toString('base64')}\n`);
    const writing = this.#writing.then(() => this.#append(lines.join('')));
    this.#writing = writing.catch(() => {});
    return writing;
  }

  async #append(text: string): Promise<void> {
    if (text === '') return;
    await mkdir(dirname(this.#workspaceFile), { recursive: true, mode: 0o700 });
    const present = await textOrEmpty(this.#workspaceFile);
    const file = await open(this.#workspaceFile, 'a', 0o600);
    try {
      const newline = present === '' || present.endsWith('\n') ? '' : '\n';
      await file.appendFile(newline + text);
      await file.sync();
    } finally {
      await file.close();
    }
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
