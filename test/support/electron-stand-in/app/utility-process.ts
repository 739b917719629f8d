import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { MessagePortMain } from '../message-port-main.ts';
import { PortBridge } from '../port-bridge.ts';
import type { PortWord } from '../words.ts';
import { note } from './link.ts';

const parentPort = fileURLToPath(new URL('../core/parent-port.ts', import.meta.url));

/** A plain Node process in place of Electron's: the same words, another V8, and no sandbox either way. */
export class UtilityProcess extends EventEmitter {
  readonly #child: ChildProcess;
  readonly #bridge: PortBridge;

  constructor(file: string, words: readonly string[]) {
    super();
    this.#child = fork(file, [...words], { execArgv: ['--import', parentPort], serialization: 'advanced' });
    this.#bridge = new PortBridge('main-', (word) => this.#send(word));
    this.#child.on('message', (word: PortWord | { readonly kind: 'message'; readonly data: unknown }) => {
      if (word.kind === 'message') this.emit('message', word.data);
      else this.#bridge.receive(word);
    });
    this.#child.on('exit', (code, signal) => {
      this.#bridge.close();
      note('core-gone', { pid: this.#child.pid, code, signal });
      this.emit('exit', code ?? 1);
    });
    note('core', { pid: this.#child.pid, words });
  }

  postMessage(data: unknown, ports: readonly MessagePortMain[] = []): void {
    this.#send({ kind: 'message', data, ports: ports.map((port) => this.#bridge.give(port.neuter())) });
  }

  kill(): boolean {
    return this.#child.kill();
  }

  #send(word: object): void {
    if (this.#child.connected) this.#child.send(word, () => {});
  }
}

export const utilityProcess = {
  fork: (file: string, words: readonly string[] = []): UtilityProcess => new UtilityProcess(file, words),
};
