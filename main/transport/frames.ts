import { createAssembler, encodeFrame } from '../../contract/framing.ts';
import { type ClientFrame, clientFrameSchema, MESSAGE_CAP, type ServerFrame } from '../../contract/wire.ts';

export type Decoded =
  | { readonly kind: 'frame'; readonly frame: ClientFrame }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Client frames out of arriving texts, judged by the schema; holds at most one message of MESSAGE_CAP. */
export function createDecoder(): (text: string) => Decoded {
  const assemble = createAssembler(MESSAGE_CAP);
  return (text) => {
    const assembled = assemble(text);
    if (assembled.kind !== 'frame') return assembled;
    const parsed = clientFrameSchema.safeParse(assembled.value);
    return parsed.success
      ? { kind: 'frame', frame: parsed.data }
      : { kind: 'malformed', reason: 'a frame of no known kind' };
  };
}

export function encodeServerFrame(frame: ServerFrame): readonly string[] {
  return encodeFrame(frame);
}
