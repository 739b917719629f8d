import { type ClientFrame, FRAME_CAP, PART_CHARS, type PartFrame, partFrameSchema, type ServerFrame } from './wire.ts';

/**
 * Frames as text, for every transport. A message whose text is longer than a part travels as parts, in order
 * and never interleaved; the assembler puts them together again and never holds more than its cap.
 */
export function encodeFrame(frame: ClientFrame | ServerFrame): readonly string[] {
  return splitText(JSON.stringify(frame));
}

/** The texts that carry a frame's JSON text: itself, or its parts. */
export function splitText(text: string): readonly string[] {
  if (text.length <= PART_CHARS) return [text];
  const parts: string[] = [];
  for (let from = 0; from < text.length; from += PART_CHARS) {
    const last = from + PART_CHARS >= text.length;
    const part: PartFrame = { kind: 'part', index: parts.length, last, text: text.slice(from, from + PART_CHARS) };
    parts.push(JSON.stringify(part));
  }
  return parts;
}

export type Assembled =
  | { readonly kind: 'frame'; readonly value: unknown }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Empty parts would otherwise grow for ever below the cap. */
const MOST_PARTS = 4096;

/** Takes texts as they arrive; answers with the frame each one completes. `messageCap` in bytes of UTF-8. */
export function createAssembler(messageCap: number): (text: string) => Assembled {
  let parts: string[] = [];
  let bytes = 0;

  function addPart(value: unknown): Assembled {
    const part = partFrameSchema.safeParse(value);
    if (!part.success || part.data.index !== parts.length) return malformed('a part out of order');
    bytes += utf8Bytes(part.data.text);
    const tooMany = parts.length >= MOST_PARTS && Number.isFinite(messageCap);
    if (bytes > messageCap || tooMany) return malformed(`a message of more than ${messageCap} bytes`);
    parts.push(part.data.text);
    if (!part.data.last) return { kind: 'incomplete' };
    const whole = parseJson(parts.join(''));
    parts = [];
    bytes = 0;
    if (whole === undefined || kindOf(whole) === 'part') return malformed('parts that make no frame');
    return { kind: 'frame', value: whole };
  }

  return (text) => {
    if (utf8Bytes(text) > FRAME_CAP) return malformed(`a frame of more than ${FRAME_CAP} bytes`);
    const value = parseJson(text);
    if (value === undefined) return malformed('text that is not JSON');
    if (kindOf(value) === 'part') return addPart(value);
    return parts.length === 0 ? { kind: 'frame', value } : malformed('a frame between parts');
  };
}

const encoder = new TextEncoder();

/** Bytes of UTF-8; a short text is answered by its upper bound. */
export function utf8Bytes(text: string): number {
  return text.length < 1024 ? text.length * 3 : encoder.encode(text).length;
}

function malformed(reason: string): Assembled {
  return { kind: 'malformed', reason };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function kindOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
}
