import { z } from 'zod';
import { problemSchema } from './errors.ts';

/** One frame format for every transport. A message over the frame cap travels as `part` frames. */
export const PROTOCOL_VERSION = 1;
/** Bytes of one frame; a larger one closes the connection. */
export const FRAME_CAP = 1024 * 1024;
/** Bytes of one message put together from parts, client to core. */
export const MESSAGE_CAP = 8 * 1024 * 1024;
/** Characters of JSON text in one part: stays below the frame cap when every character takes three bytes. */
export const PART_CHARS = 256 * 1024;

const id = z.number().int().min(1);

export const clientFrameSchema = z.discriminatedUnion('kind', [
  /** Always first. `secret` = the tab secret (loopback) or the proof of the key (local socket). */
  z.object({ kind: z.literal('hello'), protocol: z.number().int(), secret: z.string().max(512) }),
  z.object({ kind: z.literal('call'), id, operation: z.string().max(100), input: z.unknown() }),
  z.object({ kind: z.literal('subscribe'), id, topic: z.string().max(100), params: z.unknown() }),
  z.object({ kind: z.literal('unsubscribe'), id }),
  z.object({ kind: z.literal('ping'), id }),
]);
export type ClientFrame = z.infer<typeof clientFrameSchema>;

export const serverFrameSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('welcome'),
    protocol: z.number().int(),
    coreId: z.string(),
    secret: z.string().optional(),
  }),
  /** Instead of a welcome, before the connection closes: wrong secret, another protocol, too many connections. */
  z.object({ kind: z.literal('refused'), problem: problemSchema }),
  z.object({ kind: z.literal('result'), id, ok: z.literal(true), value: z.unknown() }),
  z.object({ kind: z.literal('problem'), id, problem: problemSchema }),
  z.object({ kind: z.literal('push'), id, messages: z.array(z.unknown()) }),
  z.object({ kind: z.literal('pong'), id }),
]);
export type ServerFrame = z.infer<typeof serverFrameSchema>;

/** A slice of the JSON text of a larger frame, in order, never interleaved with parts of another. */
export const partFrameSchema = z.object({
  kind: z.literal('part'),
  index: z.number().int().min(0),
  last: z.boolean(),
  text: z.string(),
});
export type PartFrame = z.infer<typeof partFrameSchema>;
