import { createSecretKey } from 'node:crypto';
import type { Client } from 'ssh2';

/**
 * ssh2 makes a cipher for each packet from the key's bytes, and turning those into a key takes the runtime longer than
 * sealing a small packet (18 µs against 6). Called after each key exchange; an ssh2 that is built otherwise stays as it is.
 */
export function readyKeys(client: Client): void {
  const protocol: unknown = '_protocol' in client ? client._protocol : null;
  ready(memberOf(protocol, '_cipher'), '_encKey');
  ready(memberOf(protocol, '_cipher'), '_macKey');
  ready(memberOf(protocol, '_decipher'), '_decipherKey');
  ready(memberOf(protocol, '_decipher'), '_macKey');
}

function ready(owner: unknown, name: string): void {
  const key = memberOf(owner, name);
  if (typeof owner === 'object' && owner !== null && key instanceof Uint8Array && key.length > 0) {
    Reflect.set(owner, name, createSecretKey(key));
  }
}

function memberOf(owner: unknown, name: string): unknown {
  return typeof owner === 'object' && owner !== null ? Reflect.get(owner, name) : undefined;
}
