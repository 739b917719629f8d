import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from './project-copy.ts';

const packaging = path.join(root, 'packaging');

/** Width and height, from the header of a PNG. */
function edges(png: Buffer): [number, number] {
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

it('draws the icon that the page has today', () => {
  const drawing = createHash('sha256')
    .update(readFileSync(path.join(root, 'renderer/icon.svg')))
    .digest('hex');
  expect(readFileSync(path.join(packaging, 'drawing.sha256'), 'utf8').trim()).toBe(drawing);
});

it('gives Linux a picture of each size, as its name says', () => {
  const names = readdirSync(path.join(packaging, 'icons'));
  expect(names).toEqual(expect.arrayContaining(['16x16.png', '48x48.png', '256x256.png', '512x512.png']));
  for (const name of names) {
    const [width, height] = edges(readFileSync(path.join(packaging, 'icons', name)));
    expect(`${width}x${height}.png`).toBe(name);
  }
});

it('gives Windows six pictures up to 256, each where the directory says', () => {
  const icon = readFileSync(path.join(packaging, 'icon.ico'));
  const sizes = Array.from({ length: icon.readUInt16LE(4) }, (_, index) => {
    const at = 6 + 16 * index;
    const offset = icon.readUInt32LE(at + 12);
    const [width] = edges(icon.subarray(offset, offset + icon.readUInt32LE(at + 8)));
    expect(width % 256).toBe(icon[at]);
    return width;
  });
  expect(sizes).toEqual([16, 32, 48, 64, 128, 256]);
});

it('gives macOS every size under the letters it looks for', () => {
  const icon = readFileSync(path.join(packaging, 'icon.icns'));
  expect([icon.toString('latin1', 0, 4), icon.readUInt32BE(4)]).toEqual(['icns', icon.length]);
  const found: Record<string, number> = {};
  for (let at = 8; at < icon.length; at += icon.readUInt32BE(at + 4))
    found[icon.toString('latin1', at, at + 4)] = edges(icon.subarray(at + 8))[0];
  expect(found).toEqual({
    icp4: 16,
    icp5: 32,
    ic11: 32,
    ic12: 64,
    ic07: 128,
    ic13: 256,
    ic08: 256,
    ic14: 512,
    ic09: 512,
    ic10: 1024,
  });
});
