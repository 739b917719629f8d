import type { MessagePort } from 'node:worker_threads';
import type { Asking, DeedTable, Said } from './thread.ts';

/** The far side of a `Thread`: says that it is there, then answers each question with the deed of its name. */
export function answerOn<T extends DeedTable<T>>(port: MessagePort | null, deeds: T): void {
  port?.on('message', (asking: Asking) => void answer(asking, deeds).then((said) => port.postMessage(said)));
  port?.postMessage({ ready: true } satisfies Said);
}

async function answer<T extends DeedTable<T>>({ id, name, asked }: Asking, deeds: T): Promise<Said> {
  try {
    const deed = nameOf(deeds, name);
    if (deed === null) throw new Error(`there is no ${name} in this thread`);
    // The near side is typed by the same table; between threads only data travels.
    return { id, ok: true, value: await deeds[deed](...(asked as never[])) };
  } catch (error) {
    return { id, ok: false, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function nameOf<T extends DeedTable<T>>(deeds: T, name: string): keyof T | null {
  return Object.hasOwn(deeds, name) ? (name as keyof T) : null;
}
