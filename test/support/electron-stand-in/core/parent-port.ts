import { EventEmitter } from 'node:events';
import { MessagePortMain } from '../message-port-main.ts';
import { PortBridge } from '../port-bridge.ts';
import type { PortWord } from '../words.ts';

/** Loaded before the core's entry: gives its process the `process.parentPort` of a utility process. */
type ToCoreProcess = PortWord | { readonly kind: 'message'; readonly data: unknown; readonly ports: readonly string[] };

const bridge = new PortBridge('core-', (word) => process.send?.(word));

class ParentPort extends EventEmitter {
  postMessage(data: unknown): void {
    process.send?.({ kind: 'message', data });
  }
}

const parentPort = new ParentPort();
Reflect.set(process, 'parentPort', parentPort);
process.on('message', (word: ToCoreProcess) => {
  if (word.kind !== 'message') bridge.receive(word);
  else
    parentPort.emit('message', {
      data: word.data,
      ports: word.ports.map((id) => new MessagePortMain(bridge.take(id))),
    });
});
// A utility process does not outlive the main process.
process.on('disconnect', () => process.exit(0));
