import { hash } from 'node:crypto';
import type { Digest } from '../core/ports/digest.ts';

/** `crypto.hash` takes one call where `createHash` takes three: 1 µs against 3 for an event. */
export const sha256: Digest = (data) => hash('sha256', data, 'hex');
