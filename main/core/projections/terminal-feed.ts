import { failed, ok } from '../../../contract/errors.ts';
import type { TopicMessage } from '../../../contract/topics.ts';
import { toBase64 } from '../handlers/base64.ts';
import type { CoreParts } from '../handlers/core-parts.ts';
import type { TerminalSession } from '../terminal/terminal-session.ts';
import { Coalescer } from './coalesce.ts';
import type { OpenFeed, TopicFeed } from './feed.ts';

type Message = TopicMessage<'terminal'>;
export type TerminalFeedParts = Pick<CoreParts, 'terminals' | 'clock'>;

/** An eye sees no more often; a key's echo comes at once when it was quiet before. */
const EVERY_MS = 8;
const MESSAGE_BYTES = 64 * 1024;
const MESSAGES_AT_ONCE = 4;

/** What one terminal shows, from what is kept of it on. */
export function terminalFeed(parts: TerminalFeedParts): OpenFeed<'terminal'> {
  return ({ terminalId, from = 0 }, ready) => {
    const session = parts.terminals.session(terminalId);
    return session === null
      ? failed('not-found', 'That terminal is not open here any more.')
      : ok(new TerminalFeed(parts, { session, from }, ready));
  };
}

class TerminalFeed implements TopicFeed<Message> {
  readonly #session: TerminalSession;
  readonly #coalescer: Coalescer;
  readonly #stop: () => void;
  #offset: number;
  #told = '';

  constructor(
    { clock }: TerminalFeedParts,
    { session, from }: { readonly session: TerminalSession; readonly from: number },
    ready: () => void,
  ) {
    this.#session = session;
    this.#offset = from;
    this.#coalescer = new Coalescer(clock, EVERY_MS, ready);
    this.#stop = session.look(() => this.#coalescer.touch());
  }

  take(): readonly Message[] {
    const messages: Message[] = [];
    while (messages.length < MESSAGES_AT_ONCE) {
      const { view } = this.#session;
      const { offset, bytes } = this.#session.read(this.#offset, MESSAGE_BYTES);
      const told = JSON.stringify(view);
      if (bytes.length === 0 && told === this.#told) break;
      this.#told = told;
      this.#offset = offset + bytes.length;
      messages.push({ ...view, offset, dataBase64: toBase64(bytes) });
    }
    return messages;
  }

  close(): void {
    this.#stop();
    this.#coalescer.close();
  }
}
