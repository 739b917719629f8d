import { Interview } from '../interview.ts';
import type { Channel } from '../link.ts';
import { newMark } from '../remote-folder.ts';
import { type Reached, reached, textOf, troubled } from '../trouble.ts';
import type { Refusal, RemoteFile, RemoteLook, RemoteSide } from './remote-side.ts';

const LOOK_WITHIN_MS = 15_000;
const cut = () => troubled('dropped', 'The connection was cut during the upload.');

export interface Place {
  readonly to: string;
  /** Name of the temporary file, in the destination's folder. */
  readonly partName: string;
}

/** A shell on the target that answers questions. */
export class ShellSide implements RemoteSide {
  readonly #interview: Interview;
  readonly #first: string;
  #hasAsked = false;

  constructor(channel: Channel, { to, partName }: Place) {
    const mark = newMark();
    this.#interview = new Interview(channel, mark);
    this.#first = `${mark}\n${to}\n${partName}\n`;
  }

  /** null where no shell answers: a server for files only. */
  async greet(): Promise<RemoteLook | null> {
    const timer = setTimeout(() => this.close(), LOOK_WITHIN_MS);
    const look = await this.look();
    clearTimeout(timer);
    return look.ok ? look.value : null;
  }

  async look(): Promise<Reached<RemoteLook>> {
    const answer = await this.#ask('look');
    const look = answer.ok ? lookOf(answer.value) : null;
    return look === null ? cut() : reached(look);
  }

  async digest(of: RemoteFile): Promise<Reached<string | null>> {
    const answer = await this.#ask(`sum-${of}`);
    if (!answer.ok) return answer;
    return reached(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/.exec(answer.value)?.[0] ?? null);
  }

  setMode(of: RemoteFile, mode: string): Promise<Reached<Refusal>> {
    return this.#do(`mode-${of} ${mode}`);
  }

  setOwner(of: RemoteFile, owner: string): Promise<Reached<Refusal>> {
    return this.#do(`owner-${of} ${owner}`);
  }

  async move(): Promise<Reached<Refusal>> {
    return this.#do('move');
  }

  drop(): Promise<Reached<Refusal>> {
    return this.#do('drop');
  }

  async linkTarget(): Promise<Reached<string>> {
    const answer = await this.#ask('link');
    return answer.ok ? reached(textOf(answer.value)) : answer;
  }

  sync(): Promise<Reached<Refusal>> {
    return this.#do('sync');
  }

  close(): void {
    this.#interview.close();
  }

  async #do(deed: string): Promise<Reached<Refusal>> {
    const answer = await this.#ask(deed);
    if (!answer.ok) return answer;
    if (answer.value === 'ok') return reached(null);
    return reached(wordsOf(answer.value));
  }

  async #ask(question: string): Promise<Reached<string>> {
    const answer = await this.#interview.ask(`${this.#hasAsked ? '' : this.#first}${question}\n`);
    this.#hasAsked = true;
    return answer === null ? cut() : reached(answer.trim());
  }
}

/** What a tool of the target said, one line without its own name before it. */
function wordsOf(answer: string): string {
  const said = textOf(answer.replace(/^no\s*/, ''));
  return said === '' ? 'it does not say why' : said;
}

const kinds: readonly string[] = ['none', 'file', 'link', 'folder', 'other'];

function isKind(word: string): word is RemoteLook['destination'] {
  return kinds.includes(word);
}

function lookOf(line: string): RemoteLook | null {
  const [kind = '', size, mode = '-', owner = '-', part = '-', folder, free, umask = '022', login = '-'] =
    line.split(' ');
  if (!isKind(kind)) return null;
  const newMode = (0o666 & ~Number.parseInt(/^[0-7]{1,4}$/.test(umask) ? umask : '022', 8)).toString(8);
  return {
    destination: kind,
    bytes: count(size),
    mode: /^[0-7]{1,4}$/.test(mode) ? mode : null,
    owner: /^\d+:\d+$/.test(owner) ? owner : null,
    part: part === 'strange' ? part : count(part),
    folder: folder === 'w' ? 'writable' : folder === 'missing' ? 'missing' : 'read-only',
    freeKiB: count(free),
    newMode: newMode.padStart(4, '0'),
    login: /^\d+:\d+$/.test(login) ? login : null,
  };
}

function count(word: string | undefined): number | null {
  return word !== undefined && /^\d{1,15}$/.test(word) ? Number(word) : null;
}
