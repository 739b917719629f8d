import { deflateSync } from 'node:zlib';
import type { TrayPicture } from './tray.ts';

const SIZE = 16;

/** The tray's picture as a PNG data URL, 16 × 16, told apart by shape: a ring, a disc, a barred disc. */
export function trayPicture(name: TrayPicture): string {
  const rows = Array.from({ length: SIZE }, (_, y) => [
    0,
    ...Array.from({ length: SIZE }, (_x, x) => pixel(name, x, y)).flat(),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const png = Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** Red, green, blue, opacity. */
function pixel(name: TrayPicture, x: number, y: number): number[] {
  const distance = Math.hypot(x - 7.5, y - 7.5);
  const isBar = name === 'standing' && Math.abs(y - 7.5) < 1.5 && Math.abs(x - 7.5) < 4.5;
  const isInk = name === 'idle' ? distance < 7 && distance > 5 : distance < 7;
  if (!isInk) return [0, 0, 0, 0];
  if (isBar) return [255, 255, 255, 255];
  return name === 'standing' ? [217, 119, 6, 255] : [77, 134, 230, 255];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** PNG's checksum (ISO 3309). */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
