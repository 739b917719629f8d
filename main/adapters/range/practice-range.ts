import { createHash } from 'node:crypto';
import type { PracticeRange } from '../../core/ports/practice-range.ts';
import { type Range, startRange } from './range.ts';

/** One range for as long as the core lives, started when it is first asked for. */
export function createPracticeRange(): PracticeRange {
  let range: Promise<Range> | null = null;
  return {
    open: async (person) => {
      range ??= startRange({ person }).catch((error: unknown) => {
        // The next attempt starts anew: a port or the disk may be free by then.
        range = null;
        throw error;
      });
      const { practice } = await range;
      return { documentText: practice.text, hostKeys: practice.hostKeys.map(trustedKey) };
    },
    get isOpen() {
      return range !== null;
    },
    close: async () => {
      await (await range)?.close();
      range = null;
    },
  };
}

function trustedKey(key: Range['practice']['hostKeys'][number]) {
  const [keyType = '', blob = ''] = key.publicKey.split(' ');
  const digest = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64');
  return { host: key.host, port: key.port, keyType, fingerprint: `SHA256:${digest.replace(/=+$/, '')}` };
}
