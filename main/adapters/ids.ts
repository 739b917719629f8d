import { randomBytes } from 'node:crypto';
import type { RunId } from '../../contract/ids.ts';
import { runIdSchema } from '../../contract/ids.ts';
import type { Ids } from '../core/ports/ids.ts';

/** 32 signs, so that five bits of a random byte pick one without a bias; no 0/o and 1/l to confuse on the phone. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Ids from the system's random source. Run ids carry the UTC minute and never repeat within a process. */
export function randomIds(): Ids {
  const given = new Set<string>();
  return {
    runId: (now) => {
      for (;;) {
        const id = runIdAt(now);
        if (given.has(id)) continue;
        given.add(id);
        return id;
      }
    },
    token: () => randomText(16),
  };
}

function runIdAt(now: number): RunId {
  const iso = new Date(now).toISOString();
  const day = iso.slice(0, 10).replaceAll('-', '');
  const minute = iso.slice(11, 16).replace(':', '');
  return runIdSchema.parse(`run-${day}-${minute}-${randomText(4)}`);
}

function randomText(length: number): string {
  let text = '';
  for (const byte of randomBytes(length)) text += ALPHABET[byte & 31] ?? '';
  return text;
}
