import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { PortWord } from './words.ts';

/** Carries message ports over a link that can only carry values: one bridge on each side of it. */
export class PortBridge {
  readonly #send: (word: PortWord) => void;
  readonly #prefix: string;
  readonly #ports = new Map<string, MessagePort>();
  #count = 0;

  constructor(prefix: string, send: (word: PortWord) => void) {
    this.#prefix = prefix;
    this.#send = send;
  }

  /** Sends a port away; what comes to it from now on crosses the link. */
  give(port: MessagePort): string {
    this.#count += 1;
    const id = `${this.#prefix}${this.#count}`;
    this.#pump(id, port);
    return id;
  }

  /** The port that the other side gave away. */
  take(id: string): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.#pump(id, port1);
    return port2;
  }

  receive(word: PortWord): void {
    const port = this.#ports.get(word.port);
    if (word.kind === 'port-message') port?.postMessage(word.data);
    else this.#end(word.port);
  }

  /** The link is gone, and with it every port on it. */
  close(): void {
    for (const id of [...this.#ports.keys()]) this.#end(id);
  }

  #pump(id: string, port: MessagePort): void {
    this.#ports.set(id, port);
    port.on('message', (data: unknown) => this.#send({ kind: 'port-message', port: id, data }));
    port.on('close', () => {
      if (this.#ports.delete(id)) this.#send({ kind: 'port-close', port: id });
    });
  }

  #end(id: string): void {
    const port = this.#ports.get(id);
    this.#ports.delete(id);
    port?.close();
  }
}
