/**
 * `node scripts/icons.mjs`: draws renderer/icon.svg into what the three systems want as an app's icon, under
 * packaging/. The files are committed: only a change of the drawing needs this, and a Chromium.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { root } from './prepare.mjs';

const out = path.join(root, 'packaging');
const drawing = readFileSync(path.join(root, 'renderer', 'icon.svg'), 'utf8');
const sizes = [16, 32, 48, 64, 128, 256, 512, 1024];
/** Of the edge, on each side: macOS draws its icons on a grid that leaves a tenth free. */
const MAC_MARGIN = 0.1;

/** One PNG a size; transparent where the drawing is. */
async function rasterise(browser, size, margin = 0) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const edge = Math.round(size * (1 - 2 * margin));
  const image = `data:image/svg+xml;base64,${Buffer.from(drawing).toString('base64')}`;
  await page.setContent(
    `<style>html,body{margin:0;background:transparent}body{display:grid;place-items:center;height:100vh}</style><img src="${image}" width="${edge}" height="${edge}">`,
  );
  await page.locator('img').evaluate((picture) => picture.decode());
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return png;
}

/** Windows: a directory of 16 bytes an entry, then the PNGs as they are (since Vista). */
function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(({ size, png }, index) => {
    const at = 6 + 16 * index;
    // 0 stands for 256, the largest there is.
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/** The four letters under which macOS looks for a size; the @2x ones repeat the picture of twice the size. */
const macTypes = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
];

function icns(pictures) {
  const entries = macTypes.map(([type, wanted]) => {
    const { png } = pictures.find(({ size }) => size === wanted);
    return Buffer.concat([chunk(type, png.length + 8), png]);
  });
  const length = entries.reduce((sum, entry) => sum + entry.length, 8);
  return Buffer.concat([chunk('icns', length), ...entries]);
}

function chunk(type, length) {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(length, 4);
  return head;
}

const installed = [process.env.HOLDPOINT_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'];
const executablePath = installed.find((file) => file !== undefined && existsSync(file));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const plain = [];
  const mac = [];
  for (const size of sizes) {
    plain.push({ size, png: await rasterise(browser, size) });
    mac.push({ size, png: await rasterise(browser, size, MAC_MARGIN) });
  }
  mkdirSync(path.join(out, 'icons'), { recursive: true });
  for (const { size, png } of plain) writeFileSync(path.join(out, 'icons', `${size}x${size}.png`), png);
  writeFileSync(path.join(out, 'icon.ico'), ico(plain.filter(({ size }) => size <= 256)));
  writeFileSync(path.join(out, 'icon.icns'), icns(mac));
  writeFileSync(path.join(out, 'drawing.sha256'), `${createHash('sha256').update(drawing).digest('hex')}\n`);
} finally {
  await browser.close();
}
