import type { MessagePort } from 'node:worker_threads';
import type { Answer, Asking } from './thread.ts';

type Deed = (...asked: never[]) => unknown;

/** The far side of a `Thread`: answers each question with the deed of its name. */
export function answerOn(port: MessagePort | null, deeds: Readonly<Record<string, Deed>>): void {
  port?.on('message', (asking: Asking) => void answer(asking, deeds).then((said) => port.postMessage(said)));
}

async function answer({ id, name, asked }: Asking, deeds: Readonly<Record<string, Deed>>): Promise<Answer> {
  try {
    const deed = Object.hasOwn(deeds, name) ? deeds[name] : undefined;
    if (deed === undefined) throw new Error(`there is no ${name} in this thread`);
    // The near side is typed by the same table; between threads only data travels.
    return { id, ok: true, value: await deed(...(asked as never[])) };
  } catch (error) {
    return { id, ok: false, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
