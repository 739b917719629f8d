/** Bytes as they travel in messages. */
export function toBase64(bytes: Uint8Array): string {
  const STEP = 0x8000;
  let text = '';
  // Spreading a whole piece at once would overflow the stack.
  for (let at = 0; at < bytes.length; at += STEP) text += String.fromCharCode(...bytes.subarray(at, at + STEP));
  return btoa(text);
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
