import type { ClientChannel } from 'ssh2';
import type { Lease } from './connection-pool.ts';
import { type Reached, reached, textOf, troubled } from './trouble.ts';

/** Opens a channel for a command; nothing of its stdin is sent yet. */
export function openChannel(lease: Lease, command: string, timeoutMs: number): Promise<Reached<ClientChannel>> {
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => settle(troubled('timeout', 'The server did not open a channel in time.')),
      timeoutMs,
    );
    const gone = () => settle(troubled('dropped', 'The connection was lost before anything was sent.'));
    let settled = false;
    const settle = (result: Reached<ClientChannel>) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      lease.client.removeListener('close', gone);
      resolve(result);
    };
    lease.client.once('close', gone);
    try {
      lease.client.exec(command, (error, channel) => {
        if (error) return settle(channelTrouble(error));
        channel.on('error', () => {});
        channel.stderr.on('error', () => {});
        if (settled) channel.close();
        else settle(reached(channel));
      });
    } catch (error) {
      settle(troubled('dropped', `The connection was lost: ${textOf(error)}.`));
    }
  });
}

function channelTrouble(error: Error): Reached<never> {
  if (/channel open failure|open failed/i.test(error.message)) {
    return troubled('limit', `The server opens no further channel (${textOf(error)}). Its MaxSessions may be too low.`);
  }
  return troubled('dropped', `The server refused to run a command: ${textOf(error)}.`);
}

export interface Question {
  readonly input: string;
  readonly timeoutMs: number;
  /** Called when the time was over before the program was. */
  readonly late?: () => void;
}

/** Runs a small program of ours and answers with what follows its mark; null when it said nothing in time. */
export function ask(channel: ClientChannel, mark: string, question: Question): Promise<string | null> {
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
