import { Interview } from '../interview.ts';
import type { Channel } from '../link.ts';
import { newMark } from '../remote-folder.ts';
import { type Reached, reached, troubled } from '../trouble.ts';
import type { Refusal, RemoteSink } from './remote-side.ts';
import type { Place } from './shell-side.ts';

const PIECE = 32 * 1024;
const cut = () => troubled('dropped', 'The connection was cut during the upload.');

/** Appends to the temporary file by a command of the target: for servers without SFTP. Pieces come in order. */
export function streamSink(channel: Channel, { to, partName }: Place): RemoteSink {
  const mark = newMark();
  const interview = new Interview(channel, mark);
  const answered = interview.ask(`${mark}\n${to}\n${partName}\n`);
  let isGone = false;
  channel.once('close', () => {
    isGone = true;
  });
  const verdict = async (): Promise<Reached<Refusal>> => {
    const answer = await answered;
    if (answer === null) return cut();
    return reached(
      answer.trim() === 'ok'
        ? null
        : answer
            .replace(/^no\s*/, '')
            .trim()
            .slice(0, 300),
    );
  };
  const room = () =>
    new Promise<void>((resolve) => {
      channel.once('drain', resolve);
      channel.once('close', () => resolve());
    });
  // It answers before its end only when it could not go on: then what is still written goes nowhere.
  const early = verdict();
  return {
    pieceBytes: PIECE,
    write: async (_offset, bytes) => {
      if (isGone) return cut();
      if (channel.write(bytes)) return reached(null);
      const stopped = await Promise.race([room().then(() => null), early]);
      return stopped ?? (isGone ? cut() : reached(null));
    },
    finish: async () => {
      channel.end();
      return verdict();
    },
    close: () => interview.close(),
  };
}
