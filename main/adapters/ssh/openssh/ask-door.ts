import { randomBytes } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { Answered, PersonAnswers, Question } from '../person-answers.ts';
import { textOf } from '../trouble.ts';
import type { RuntimeFolder } from './runtime-folder.ts';

/** What a login that asks may learn: the environment of its client. */
export interface AskRoom {
  readonly env: Readonly<Record<string, string>>;
  /** What a person was asked and did not answer. */
  readonly declined: Question | null;
  /** A key file of which no answer was right. */
  readonly locked: string | null;
  readonly isAsking: boolean;
  readonly asked: number;
  accepted(): void;
  close(): void;
}

const messageCap = 64 * 1024;
/** In one login; a server that asks on and on is given up. */
const mostAsked = 12;

/** Small enough to be read here: sends what ssh asks, prints what comes back; nothing back = no answer. */
const program = `
const { connect } = require('node:net');
const socket = connect(process.env.HOLDPOINT_ASK);
let answer = '';
socket.on('data', (bytes) => { answer += bytes; });
socket.on('error', () => process.exit(1));
socket.on('end', () => {
  if (!answer.endsWith('\\n')) process.exit(1);
  process.stdout.write(answer, () => process.exit(0));
});
const { HOLDPOINT_ASK_KEY: key, SSH_ASKPASS_PROMPT: kind = '' } = process.env;
socket.end(JSON.stringify({ key, kind, prompt: process.argv[2] ?? '' }) + '\\n');
`;

/**
 * The door through which the system's ssh asks a person. It starts our small program (SSH_ASKPASS), which speaks to
 * a socket in the private folder: no answer is ever an argument, in an environment or in a file.
 */
export class AskDoor {
  readonly #folder: RuntimeFolder;
  readonly #answers: PersonAnswers;
  readonly #rooms = new Map<string, (prompt: string, kind: string) => Promise<string | null>>();
  readonly #socketPath: string;
  readonly #askPath: string;
  readonly #server: Server;

  private constructor(folder: RuntimeFolder, answers: PersonAnswers) {
    this.#folder = folder;
    this.#answers = answers;
    this.#socketPath = folder.next('ask');
    this.#askPath = folder.next('sh');
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#serve(socket));
  }

  static async open(folder: RuntimeFolder, answers: PersonAnswers): Promise<AskDoor> {
    const door = new AskDoor(folder, answers);
    await door.#listen();
    return door;
  }

  /** For one login. `name` as a person writes it. */
  room(name: string): AskRoom {
    const key = randomBytes(16).toString('hex');
    const said = new Map<string, { question: Question; answered: Answered }>();
    const state: { declined: Question | null; asking: number; asked: number } = { declined: null, asking: 0, asked: 0 };
    this.#rooms.set(key, async (prompt, kind) => {
      const question = questionOf(name, prompt, kind);
      const before = said.get(prompt);
      state.asking++;
      state.asked++;
      if (state.asked > mostAsked) {
        state.asking--;
        state.declined = question;
        return null;
      }
      const answered = await this.#answers.answer(question, before?.answered ?? null);
      state.asking--;
      if (answered === null) state.declined = question;
      else said.set(prompt, { question, answered });
      return answered?.answers[0] ?? null;
    });
    return {
      env: {
        SSH_ASKPASS: this.#askPath,
        SSH_ASKPASS_REQUIRE: 'force',
        HOLDPOINT_ASK: this.#socketPath,
        HOLDPOINT_ASK_KEY: key,
      },
      get declined() {
        return state.declined;
      },
      get locked() {
        const refused = [...said.values()].find(({ question }) => question.kind === 'passphrase');
        return refused?.question.subject ?? null;
      },
      get isAsking() {
        return state.asking > 0;
      },
      get asked() {
        return state.asked;
      },
      accepted: () => {
        for (const { question } of said.values()) this.#answers.accepted(question);
      },
      close: () => this.#rooms.delete(key),
    };
  }

  close(): void {
    this.#rooms.clear();
    this.#server.close();
  }

  async #listen(): Promise<void> {
    const programPath = this.#folder.next('cjs');
    await writeFile(programPath, program, { mode: 0o600 });
    const words = [process.execPath, programPath].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    await writeFile(this.#askPath, `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${words} "$1"\n`);
    await chmod(this.#askPath, 0o700);
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#socketPath, () => resolve());
    });
    this.#server.unref();
  }

  #serve(socket: Socket): void {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      text += bytes.toString('utf8');
      if (text.length > messageCap) socket.destroy();
    });
    socket.once('end', () => {
      this.#answer(text).then((answer) => socket.end(answer === null ? '' : `${answer}\n`));
    });
  }

  async #answer(text: string): Promise<string | null> {
    const { key, prompt, kind } = readMessage(text);
    return (await this.#rooms.get(key)?.(prompt, kind)) ?? null;
  }
}

function readMessage(text: string): { readonly key: string; readonly prompt: string; readonly kind: string } {
  const nothing = { key: '', prompt: '', kind: '' };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return nothing;
    const field = (name: string) => {
      const found: unknown = Object.entries(value).find(([each]) => each === name)?.[1];
      return typeof found === 'string' ? found : '';
    };
    return { key: field('key'), prompt: field('prompt'), kind: field('kind') };
  } catch {
    return nothing;
  }
}

function questionOf(name: string, prompt: string, kind: string): Question {
  const text = textOf(prompt);
  if (kind === 'none') return { kind: 'confirm', subject: name, instructions: text, prompts: [] };
  const file = /^Enter passphrase for (?:key )?'?(.*?)'?: ?$/.exec(text)?.[1];
  if (file !== undefined) {
    const prompts = [{ text: `Passphrase for ${file}`, echo: false }];
    return { kind: 'passphrase', subject: file, instructions: '', prompts };
  }
  if (/'s password: ?$/.test(text)) {
    return {
      kind: 'password',
      subject: name,
      instructions: '',
      prompts: [{ text: `Password of ${name}`, echo: false }],
    };
  }
  const bare = text.replace(/^\([^)]*\) /, '').trim();
  return { kind: 'keyboard-interactive', subject: name, instructions: '', prompts: [{ text: bare, echo: false }] };
}
