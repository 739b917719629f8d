import type { Channel } from './link.ts';

export interface Question {
  readonly input: string;
  readonly timeoutMs: number;
  /** Called when the time was over before the program was. */
  readonly late?: () => void;
}

/** Runs a small program of ours and answers with what follows its mark; null when it said nothing in time. */
export function ask(channel: Channel, mark: string, question: Question): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    const finish = () => {
      clearTimeout(timer);
      const at = text.indexOf(`${mark} `);
      const end = text.indexOf('\n', at);
      resolve(at < 0 || end < 0 ? null : text.slice(at + mark.length + 1, end));
    };
    // The server agrees to the close only once its command is over: a login that hangs must not take us with it.
    const timer = setTimeout(() => {
      channel.close();
      question.late?.();
      finish();
    }, question.timeoutMs);
    channel.on('data', (bytes: Buffer) => {
      // Noise of the login shell comes first; more than this is no answer of ours.
      if (text.length < 256 * 1024) text += bytes.toString('latin1');
    });
    channel.stderr.resume();
    channel.once('close', finish);
    channel.end(question.input);
  });
}
