/** How many of the last bytes can still be the beginning of one character. */
const LONGEST_BEGINNING = 3;

/** Bytes up to the end of the last whole character; what cannot become one is not waited for. */
export function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(LONGEST_BEGINNING, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0b1100_0000) === 0b1000_0000) continue;
    return lengthOf(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Invalid bytes become U+FFFD; a byte order mark is kept, so that offsets stay true. */
export function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Bytes of the character a first byte announces; 1 for what announces none. */
function lengthOf(first: number): number {
  if (first >= 0b1111_0000 && first < 0b1111_1000) return 4;
  if (first >= 0b1110_0000) return first < 0b1111_0000 ? 3 : 1;
  return first >= 0b1100_0000 ? 2 : 1;
}
