import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const script = path.resolve(import.meta.dirname, '../../scripts/choose-host.mjs');
const { readHost, whyNoElectron } = await import(script);

let bare: string;
let fetched: string;

beforeAll(() => {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-start-'));
  bare = path.join(folder, 'bare');
  fetched = path.join(folder, 'fetched');
  for (const root of [bare, fetched]) mkdirSync(path.join(root, 'node_modules/electron/dist'), { recursive: true });
  for (const root of [bare, fetched]) writeFileSync(path.join(root, 'node_modules/electron/path.txt'), 'electron');
  writeFileSync(path.join(fetched, 'node_modules/electron/dist/electron'), '');
});
afterAll(() => rmSync(path.dirname(bare), { recursive: true }));

const X = { DISPLAY: ':0' };

describe('npm start', () => {
  it('takes Electron where its binary, a display and a user of one’s own are', () => {
    expect(whyNoElectron({ root: fetched, platform: 'linux', env: X, uid: 1000 })).toBeNull();
    expect(
      whyNoElectron({ root: fetched, platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' }, uid: 1000 }),
    ).toBeNull();
    expect(whyNoElectron({ root: fetched, platform: 'darwin', env: {}, uid: 501 })).toBeNull();
    expect(whyNoElectron({ root: fetched, platform: 'win32', env: {}, uid: undefined })).toBeNull();
  });

  it('says why it does not', () => {
    expect(whyNoElectron({ root: bare, platform: 'darwin', env: {}, uid: 501 })).toMatch(
      /binary is not on this machine/,
    );
    expect(whyNoElectron({ root: fetched, platform: 'linux', env: {}, uid: 1000 })).toMatch(/no display/);
    expect(whyNoElectron({ root: fetched, platform: 'linux', env: X, uid: 0 })).toMatch(/does not run as root/);
  });

  it.each([
    [['--port', '1'], { forced: null, words: ['--port', '1'] }],
    [['--host', 'browser', '--port', '1'], { forced: 'browser', words: ['--port', '1'] }],
    [['--workspace', 'w', '--host=electron'], { forced: 'electron', words: ['--workspace', 'w'] }],
    [['--host', 'tablet'], { problem: '--host is browser or electron.' }],
    [['--host'], { problem: '--host is browser or electron.' }],
  ])('reads %j', (words, read) => expect(readHost(words)).toEqual(read));
});
