import { createHmac, randomBytes } from 'node:crypto';
import { isSame } from './constant-time.ts';
import type { LineSocket } from './lines.ts';

/**
 * Both ends of a local socket show that they know the key of `core.json`, without sending it, before any frame:
 *   core → client   holdpoint NONCE_C
 *   client → core   NONCE_K HMAC(key, "client" NONCE_C NONCE_K)
 *   core → client   HMAC(key, "core" NONCE_C NONCE_K)
 * The client speaks first of its proof, so that a stranger on the path learns nothing and gets no frame.
 */
const NONCE = /^[0-9a-f]{64}$/;
const WITHIN_MS = 5000;
/** Bytes of one line of the handshake: a nonce, a space, a proof. */
export const HANDSHAKE_LINE = 256;

/** Calls `done(true)` once the client proved the key. */
export function proveAsCore(line: LineSocket, key: string, done: (proven: boolean) => void): void {
  const ours = nonce();
  const settle = once(line, done);
  line.onLine((text) => {
    const [theirs = '', proof = ''] = text.split(' ');
    if (!NONCE.test(theirs) || !isSame(proof, mac(key, 'client', [ours, theirs]))) return settle(false);
    line.send(mac(key, 'core', [ours, theirs]));
    settle(true);
  });
  line.send(`holdpoint ${ours}`);
}

/** Calls `done(true)` once the core proved the key in turn. */
export function proveAsClient(line: LineSocket, key: string, done: (proven: boolean) => void): void {
  const ours = nonce();
  const settle = once(line, done);
  line.onLine((text) => {
    const [word, theirs = ''] = text.split(' ');
    if (word !== 'holdpoint' || !NONCE.test(theirs)) return settle(false);
    line.onLine((proof) => settle(isSame(proof, mac(key, 'core', [theirs, ours]))));
    line.send(`${ours} ${mac(key, 'client', [theirs, ours])}`);
  });
}

function mac(key: string, side: 'client' | 'core', nonces: readonly [core: string, client: string]): string {
  return createHmac('sha256', key)
    .update(`holdpoint ${side} ${nonces.join(' ')}`)
    .digest('hex');
}

function nonce(): string {
  return randomBytes(32).toString('hex');
}

function once(line: LineSocket, done: (proven: boolean) => void): (proven: boolean) => void {
  let isOpen = true;
  const settle = (proven: boolean) => {
    if (!isOpen) return;
    isOpen = false;
    clearTimeout(timer);
    line.onLine(() => {});
    line.onClose(() => {});
    done(proven);
  };
  const timer = setTimeout(() => settle(false), WITHIN_MS);
  line.onClose(() => settle(false));
  return settle;
}
