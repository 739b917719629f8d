import { matchesWildcard } from '../known-hosts.ts';
import type { ConfigFile } from './config-files.ts';
import type { ConfigLine } from './config-text.ts';

/** Who is asked for: what the document says comes first, as words of a command line do. */
export interface Asked {
  readonly host: string;
  readonly user: string | null;
  readonly port: number | null;
  readonly localUser: string;
}

/** Keyword in small letters → its values in order; where ssh takes the first, only that one. */
export type Words = ReadonlyMap<string, readonly string[]>;

const gathered = new Set(['identityfile', 'certificatefile']);
const rawWords = new Set(['proxycommand', 'knownhostscommand', 'localcommand', 'remotecommand']);
/** Where one of these is set, what ssh does cannot be told by reading alone. */
const clientWords = new Set(['canonicalizehostname', 'tag']);

/** ssh_config(5): the first value of a keyword wins. `isBeyond` = only the client itself can tell for sure. */
export function evaluate(
  files: readonly ConfigFile[],
  asked: Asked,
): { readonly words: Words; readonly isBeyond: boolean } {
  const reading = new Reading(asked);
  for (const file of files) reading.file(file, true);
  return reading;
}

class Reading {
  readonly words = new Map<string, readonly string[]>();
  readonly #asked: Asked;
  isBeyond = false;

  constructor(asked: Asked) {
    this.#asked = asked;
    if (asked.user !== null) this.words.set('user', [asked.user]);
    if (asked.port !== null) this.words.set('port', [String(asked.port)]);
  }

  file(file: ConfigFile, isActive: boolean): void {
    if (file.lines === null) this.isBeyond = true;
    else this.#lines(file.lines, file, isActive);
  }

  #lines(lines: readonly ConfigLine[], file: ConfigFile, isActive: boolean): void {
    for (const line of lines) {
      if (line.word === 'host') this.#lines(line.under, file, isActive && this.#isHost(line.values));
      else if (line.word === 'match') this.#lines(line.under, file, isActive && this.#isMatch(line.values));
      else if (line.word === 'include') this.#include(line, file, isActive);
      else if (isActive) this.#take(line);
    }
  }

  #include(line: ConfigLine, file: ConfigFile, isActive: boolean): void {
    for (const pattern of line.values) {
      if (/[%$]/.test(pattern)) this.isBeyond = true;
      for (const included of file.included.get(pattern) ?? []) this.file(included, isActive);
    }
  }

  #take(line: ConfigLine): void {
    if (line.values.length === 0) return;
    if (clientWords.has(line.word) && line.values[0] !== 'no') this.isBeyond = true;
    if (line.values.some((value) => value.includes('${'))) this.isBeyond = true;
    const values = rawWords.has(line.word) ? [line.raw] : line.values;
    const present = this.words.get(line.word);
    if (present === undefined) this.words.set(line.word, values);
    else if (gathered.has(line.word)) this.words.set(line.word, [...present, ...values]);
  }

  #isHost(patterns: readonly string[]): boolean {
    return matchesList(patterns, this.#asked.host);
  }

  #isMatch(values: readonly string[]): boolean {
    let isMatch = true;
    for (let at = 0; at < values.length; at++) {
      const criterion = (values[at] ?? '').toLowerCase();
      const name = criterion.replace(/^!/, '');
      if (name === 'all') continue;
      const subject = this.#subjectOf(name);
      const list = values[++at];
      if (subject === null || list === undefined) {
        this.isBeyond = true;
        return false;
      }
      isMatch &&= matchesList(list.split(','), subject) !== criterion.startsWith('!');
    }
    return isMatch;
  }

  #subjectOf(name: string): string | null {
    const { host, localUser } = this.#asked;
    switch (name) {
      case 'host':
        return (this.words.get('hostname')?.[0] ?? '%h').replaceAll('%h', host).replaceAll('%%', '%');
      case 'originalhost':
        return host;
      case 'user':
        return this.words.get('user')?.[0] ?? localUser;
      case 'localuser':
        return localUser;
      default:
        return null;
    }
  }
}

function matchesList(patterns: readonly string[], text: string): boolean {
  if (patterns.some((pattern) => pattern.startsWith('!') && matchesWildcard(pattern.slice(1), text))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && matchesWildcard(pattern, text));
}
