import { type RunId, runIdSchema, stepIdSchema, targetNameSchema } from '../../contract/ids.ts';
import type { TerminalView } from '../../contract/terminals.ts';
import type { TopicMessage } from '../../contract/topics.ts';
import { fromBase64, toBase64 } from './bytes.ts';
import type { SliceTools } from './tools.ts';

export type TerminalNews = Omit<TopicMessage<'terminal'>, 'dataBase64'> & { readonly bytes: Uint8Array };

export interface TerminalWish {
  readonly target: string;
  readonly stepId: string | null;
}

interface TerminalLine {
  /** Hears what it shows until the returned function is called. `lost` = it is not open here any more. */
  watchTerminal(terminalId: string, heard: (news: TerminalNews) => void, lost: () => void): () => void;
  typeIntoTerminal(terminalId: string, bytes: Uint8Array): void;
  resizeTerminal(terminalId: string, size: { readonly columns: number; readonly rows: number }): void;
  seenInTerminal(terminalId: string, offset: number): void;
  stayInTerminal(terminalId: string): void;
  closeTerminal(terminalId: string): Promise<void>;
}

export interface TerminalSlice extends TerminalLine {
  /** Of the run on the screen; null until they were asked for. */
  readonly terminals: readonly TerminalView[] | null;
  /** The one that is looked at, open or recorded. */
  readonly terminalShown: string | null;
  /** A target for which a reason is asked; '' = which target is asked, too. */
  readonly terminalWish: TerminalWish | null;
  wishTerminal(wish: TerminalWish | null): void;
  showTerminal(terminalId: string | null): void;
  loadTerminals(): Promise<void>;
  openTerminal(wish: TerminalWish, reason: string): Promise<boolean>;
}

/** Until the page has measured its own place. */
const FIRST_SIZE = { columns: 80, rows: 24 };

export function terminalSlice({ client, get, set }: SliceTools): TerminalSlice {
  function runId(): RunId | null {
    const { route } = get();
    const id = runIdSchema.safeParse(route.screen === 'run' ? route.runId : null);
    return id.success ? id.data : null;
  }

  return {
    terminals: null,
    terminalShown: null,
    terminalWish: null,
    wishTerminal(wish) {
      set({ terminalWish: wish });
      if (wish !== null) get().selectInRun({ view: 'terminals' });
    },
    showTerminal(terminalId) {
      set({ terminalShown: terminalId, terminalWish: null });
    },
    async loadTerminals() {
      const id = runId();
      if (id === null) return;
      const answer = await client.call('terminal.list', { runId: id });
      if (runId() !== id) return;
      if (!answer.ok) {
        get().tellProblem('The terminals of this run could not be listed', answer.problem);
        return;
      }
      const { terminalShown } = get();
      const isKnown = answer.value.some((one) => one.terminalId === terminalShown);
      // A page that loads again goes on with what is open.
      const open = answer.value.find((one) => one.closed === null)?.terminalId ?? null;
      set({ terminals: answer.value, terminalShown: isKnown ? terminalShown : open });
    },
    async openTerminal({ target, stepId }, reason) {
      const id = runId();
      const name = targetNameSchema.safeParse(target);
      const step = stepIdSchema.safeParse(stepId);
      if (id === null || !name.success) return false;
      const answer = await client.call('terminal.open', {
        ...{ runId: id, target: name.data, reason, ...FIRST_SIZE },
        ...(step.success ? { stepId: step.data } : {}),
        attribution: get().attribution(),
      });
      if (!answer.ok) {
        get().tellProblem(`No terminal was opened on ${target}`, answer.problem);
        return false;
      }
      await get().loadTerminals();
      set({ terminalShown: answer.value.terminalId, terminalWish: null });
      return true;
    },
    ...terminalLine({ client, get }),
  };
}

/** What goes to and fro between a page and one open terminal. */
function terminalLine({ client, get }: Pick<SliceTools, 'client' | 'get'>): TerminalLine {
  const typing = new Map<string, Typing>();
  return {
    watchTerminal(terminalId, heard, lost) {
      const subscription = client.subscribe(
        'terminal',
        { terminalId },
        {
          message: ({ dataBase64, ...news }) => heard({ ...news, bytes: fromBase64(dataBase64) }),
          problem: lost,
        },
      );
      return () => subscription.close();
    },
    typeIntoTerminal(terminalId, bytes) {
      const own = typing.get(terminalId) ?? new Typing((data) => send(terminalId, data));
      typing.set(terminalId, own);
      own.push(bytes);
    },
    resizeTerminal(terminalId, size) {
      void client.call('terminal.resize', { terminalId, ...size });
    },
    seenInTerminal(terminalId, offset) {
      void client.call('terminal.seen', { terminalId, offset });
    },
    stayInTerminal(terminalId) {
      void client.call('terminal.stay', { terminalId });
    },
    async closeTerminal(terminalId) {
      const answer = await client.call('terminal.close', { terminalId });
      if (!answer.ok) get().tellProblem('The terminal could not be closed', answer.problem);
    },
  };

  async function send(terminalId: string, bytes: Uint8Array): Promise<void> {
    const answer = await client.call('terminal.input', { terminalId, dataBase64: toBase64(bytes) });
    if (!answer.ok) get().tellProblem('What you typed did not reach the target', answer.problem);
  }
}

const MOST_AT_ONCE = 64 * 1024;

/** Keys in their order: what is typed while some are on their way goes out together after them. */
class Typing {
  readonly #send: (bytes: Uint8Array) => Promise<void>;
  #waiting: number[] = [];
  #isSending = false;

  constructor(send: (bytes: Uint8Array) => Promise<void>) {
    this.#send = send;
  }

  push(bytes: Uint8Array): void {
    for (const byte of bytes) this.#waiting.push(byte);
    if (!this.#isSending) void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    while (this.#waiting.length > 0) await this.#send(Uint8Array.from(this.#waiting.splice(0, MOST_AT_ONCE)));
    this.#isSending = false;
  }
}
