import { glob, readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { codeOf } from '../trouble.ts';
import { type ConfigLine, parseConfig } from './config-text.ts';

/** A file's lines, the files an Include of it names already read. null = the client itself has to be asked. */
export interface ConfigFile {
  readonly path: string;
  readonly lines: readonly ConfigLine[] | null;
  readonly included: ReadonlyMap<string, readonly ConfigFile[]>;
}

const deepest = 16;
/** Looked at again after so long: somebody may edit them during a window. */
const freshMs = 1000;

export interface ConfigPlaces {
  readonly home: string;
  readonly userFile: string;
  readonly systemFile: string;
}

/** The user's file and the machine's, read anew when one of them or of those they include has changed. */
export class ConfigFiles {
  readonly places: ConfigPlaces;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #stamps = new Map<string, string>();
  #reading: Promise<readonly ConfigFile[]> | null = null;
  /** Rises whenever what is written there changed. */
  edition = 0;

  constructor(places: ConfigPlaces) {
    this.places = places;
  }

  async files(): Promise<readonly ConfigFile[]> {
    if (this.#reading !== null && performance.now() - this.#lookedAt < freshMs) return this.#reading;
    this.#lookedAt = performance.now();
    if (this.#reading !== null && !(await this.#isChanged())) return this.#reading;
    this.#stamps = new Map();
    this.edition++;
    this.#reading = this.#read();
    return this.#reading;
  }

  async #isChanged(): Promise<boolean> {
    for (const [path, stamp] of this.#stamps) if ((await stampOf(path)) !== stamp) return true;
    return false;
  }

  async #read(): Promise<readonly ConfigFile[]> {
    const { userFile, systemFile } = this.places;
    const user = await this.#file({ path: userFile, base: dirname(userFile), depth: 0 });
    const system = await this.#file({ path: systemFile, base: dirname(systemFile), depth: 0 });
    return [user, system];
  }

  async #file(at: { path: string; base: string; depth: number }): Promise<ConfigFile> {
    this.#stamps.set(at.path, await stampOf(at.path));
    const text = await textOf(at.path);
    const lines = text === null ? null : parseConfig(text);
    const included = new Map<string, readonly ConfigFile[]>();
    for (const pattern of includesOf(lines ?? [])) included.set(pattern, await this.#included(pattern, at));
    return { path: at.path, lines, included };
  }

  async #included(pattern: string, at: { base: string; depth: number }): Promise<readonly ConfigFile[]> {
    if (at.depth >= deepest) return [];
    const home = pattern.startsWith('~/') ? join(this.places.home, pattern.slice(2)) : pattern;
    const path = isAbsolute(home) ? home : join(at.base, home);
    // A folder that gets a new file has changed too.
    const folder = dirname(path.replace(/[*?[].*$/, 'x'));
    this.#stamps.set(folder, await stampOf(folder));
    const paths: string[] = [];
    for await (const found of glob(path)) paths.push(found);
    return Promise.all(paths.sort().map((each) => this.#file({ path: each, base: at.base, depth: at.depth + 1 })));
  }
}

function includesOf(lines: readonly ConfigLine[]): readonly string[] {
  return lines.flatMap((line) => [...(line.word === 'include' ? line.values : []), ...includesOf(line.under)]);
}

async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    return codeOf(error);
  }
}

/** '' = there is none; null = it may not be read. */
async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR' ? '' : null;
  }
}
