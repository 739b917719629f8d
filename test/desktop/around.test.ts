import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import type { BrowserWindow } from 'electron';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../contract/client.ts';
import { runIdSchema } from '../../contract/ids.ts';
import type { RunSummary } from '../../contract/views.ts';
import { followRuns, quitQuestion, summarise } from '../../main/desktop/desk-watch.ts';
import { createElectronShell } from '../../main/desktop/electron-shell.ts';
import { MainWindow } from '../../main/desktop/main-window.ts';
import { menuTemplate } from '../../main/desktop/menu.ts';
import { profileFolder } from '../../main/desktop/profile-folder.ts';
import { pictureOf } from '../../main/desktop/tray.ts';
import { trayPicture } from '../../main/desktop/tray-picture.ts';
import { createWindowState } from '../../main/desktop/window-state.ts';
import { createBrowserShell } from '../../main/hosts/browser-shell.ts';

const run = (change: Partial<RunSummary> = {}): RunSummary => ({
  runId: runIdSchema.parse('run-20261121-0900-aaaa'),
  title: 'Orders',
  documentKey: 'orders',
  change: null,
  mode: 'live',
  life: 'running',
  held: false,
  failing: false,
  driven: true,
  createdAt: 0,
  startedAt: 0,
  endedAt: null,
  closureCode: null,
  done: 1,
  total: 4,
  open: null,
  ...change,
});

/** A client that only has a `home` topic, spoken into by the test. */
function homeClient() {
  let tell = (_runs: readonly RunSummary[]) => {};
  const client = {
    subscribe: (_topic: string, _params: object, listener: { message(home: object): void }) => {
      tell = (runs) => listener.message({ runs });
      return { close: () => {} };
    },
  } as unknown as Client;
  return { client, say: (...runs: RunSummary[]) => tell(runs) };
}

describe('who follows the runs', () => {
  function followed() {
    const { client, say } = homeClient();
    const told: string[] = [];
    const awake: boolean[] = [];
    const lines: string[] = [];
    const host = {
      notify: ({ title, body }: { title: string; body: string }) => void told.push(`${title}: ${body}`),
      keepAwake: (isNeeded: boolean) => awake.push(isNeeded) > 0,
    };
    followRuns(client, host, ({ line }) => lines.push(line));
    return { say, told, awake, lines };
  }

  it('tells what became so, never what was so before', () => {
    const { say, told } = followed();
    say(run({ held: true, failing: true }));
    say(run({ held: true, failing: true }));
    say(run());
    say(run({ held: true }));
    say(run({ held: true, failing: true }));
    say(run({ life: 'completed', endedAt: 9, closureCode: 'successful-with-issues' }));
    say(run({ life: 'completed', endedAt: 9, closureCode: 'successful-with-issues' }));
    expect(told).toEqual([
      'Orders: The run is held. It needs a decision.',
      'Orders: A step failed.',
      'Orders: The run is over: successful-with-issues.',
    ]);
  });

  it('keeps the machine awake while a run is open, and no longer', () => {
    const { say, awake } = followed();
    say();
    say(run({ life: 'armed' }));
    say(run());
    say(run({ life: 'backing-out' }));
    say(run({ life: 'aborting' }));
    say(run({ life: 'aborted', endedAt: 1 }));
    expect(awake).toEqual([false, false, true, true, true, false]);
  });

  it('has one line for the tray, and a picture told apart by shape', () => {
    const { say, lines } = followed();
    say();
    say(run());
    say(run({ held: true }));
    say(run({ failing: true }));
    say(run(), run({ runId: runIdSchema.parse('run-20261121-0900-bbbb'), held: true }));
    expect(lines).toEqual([
      'Holdpoint: no run is open',
      'Orders: running, 1 of 4 done',
      'Orders: held, 1 of 4 done',
      'Orders: failing, 1 of 4 done',
      'Holdpoint: 2 runs are open, 1 held',
    ]);
    const pictures = [[], [run()], [run({ held: true })]].map((runs) => pictureOf(summarise(runs)));
    expect(pictures).toEqual(['idle', 'running', 'standing']);
    const pixels = pictures.map((name) => {
      const png = Buffer.from(trayPicture(name).split(',')[1] ?? '', 'base64');
      const length = png.readUInt32BE(33);
      const opaque = [...inflateSync(png.subarray(41, 41 + length))];
      return opaque.filter((_byte, index) => (index % 65) % 4 === 0 && index % 65 !== 0).join('');
    });
    expect([pixels[0] === pixels[1], trayPicture('running') === trayPicture('standing')]).toEqual([false, false]);
  });

  it('asks before quitting only while this core drives a run that is not held', () => {
    const asks = (...runs: RunSummary[]) => quitQuestion(summarise(runs)) !== null;
    expect(asks()).toBe(false);
    expect(asks(run({ held: true }))).toBe(false);
    expect(asks(run({ driven: false }))).toBe(false);
    expect(asks(run({ life: 'armed' }))).toBe(false);
    expect(asks(run())).toBe(true);
    expect(asks(run({ held: true }), run({ life: 'backing-out' }))).toBe(true);
  });
});

describe('the shell of a host', () => {
  it('in Electron blocks sleep once, asks with the safe answer first, and opens web addresses only', async () => {
    const seen: unknown[] = [];
    const shell = createElectronShell({
      blocker: {
        start: (type) => seen.push(type),
        stop: (id) => {
          seen.push(id);
          return true;
        },
      },
      dialog: {
        showMessageBox: async (...words: unknown[]) => {
          seen.push(words[0]);
          return { response: 1, checkboxChecked: false };
        },
      },
      shell: {
        openExternal: async (url) => {
          seen.push(url);
          throw new Error('no browser');
        },
      },
      showNotification: (options) => seen.push(options),
    });
    for (const isNeeded of [false, true, true, false, false]) expect(shell.keepAwake(isNeeded)).toBe(true);
    expect(seen.splice(0)).toEqual(['prevent-app-suspension', 1]);
    expect(await shell.confirm({ message: 'm', detail: 'd', proceed: 'Do', stay: 'Stay' })).toBe(true);
    expect(seen.splice(0)).toMatchObject([{ buttons: ['Stay', 'Do'], defaultId: 0, cancelId: 0 }]);
    expect([shell.openExternal('https://example.com/'), shell.openExternal('file:///etc/passwd')]).toEqual([
      true,
      false,
    ]);
    expect(seen.splice(0)).toEqual(['https://example.com/']);
  });

  it('in the browser host says what it cannot do, once', async () => {
    const said: string[] = [];
    const shell = createBrowserShell((line) => said.push(line));
    expect(await shell.confirm({ message: 'm', detail: 'd', proceed: 'p', stay: 's' })).toBeNull();
    expect([shell.keepAwake(true), shell.keepAwake(true), shell.keepAwake(false)]).toEqual([false, false, false]);
    expect(shell.openExternal('https://example.com/')).toBe(false);
    shell.notify({ title: 'Orders', body: 'A step failed.' });
    expect(said).toEqual([
      'A run is open. Keep this machine awake: the browser host cannot do it.',
      'Orders: A step failed.',
    ]);
  });
});

describe('the place of the window', () => {
  let folder: string;
  const screen = { x: 0, y: 0, width: 1920, height: 1080 };
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-window-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const read = (screens = [screen]) => createWindowState(folder, () => screens).read();

  it('is kept over a restart', () => {
    const bounds = { x: 10, y: 20, width: 1200, height: 800 };
    createWindowState(folder, () => [screen]).write(bounds);
    expect(read()).toEqual(bounds);
    expect(JSON.parse(readFileSync(path.join(folder, 'window.json'), 'utf8'))).toEqual(bounds);
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"x":0,"y":0,"width":1200}',
    '{"x":"0","y":0,"width":1200,"height":800}',
    '{"x":1e999,"y":0,"width":1200,"height":800}',
    '{"x":0.5,"y":0,"width":1200,"height":800}',
    '{"x":0,"y":0,"width":1,"height":1}',
    '{"x":-5000,"y":0,"width":1200,"height":800}',
    '{"x":0,"y":1075,"width":1200,"height":800}',
    'not json',
  ])('is the usual one when the file says %s', (text) => {
    writeFileSync(path.join(folder, 'window.json'), text);
    expect(read()).toEqual({ width: 1440, height: 900 });
  });

  it('is the usual one when its screen is gone, and a folder that cannot be written to is no error', () => {
    const state = createWindowState(path.join(folder, 'missing'), () => [screen]);
    state.write({ x: 0, y: 0, width: 1200, height: 800 });
    expect(state.read()).toEqual({ width: 1440, height: 900 });
    createWindowState(folder, () => [screen]).write({ x: 100, y: 0, width: 1200, height: 800 });
    expect(read([{ x: 5000, y: 0, width: 800, height: 600 }])).toEqual({ width: 1440, height: 900 });
  });
});

describe('the one window', () => {
  function opened() {
    const [loads, complaints, calls]: [string[], string[], string[]] = [[], [], []];
    const windows: EventEmitter[] = [];
    let time = 0;
    const window = new MainWindow({
      create: () => {
        const fake = Object.assign(new EventEmitter(), {
          webContents: new EventEmitter(),
          loadURL: async (url: string) => void loads.push(url),
          show: () => calls.push('show'),
          focus: () => calls.push('focus'),
          isMinimized: () => true,
          restore: () => calls.push('restore'),
          getNormalBounds: () => ({ x: 0, y: 0, width: 1, height: 1 }),
          destroy: () => fake.emit('closed'),
        });
        windows.push(fake);
        return fake as unknown as BrowserWindow;
      },
      preload: '/preload.cjs',
      state: () => ({ read: () => ({ width: 1, height: 1 }), write: () => calls.push('write') }),
      now: () => time,
      complain: (_title, text) => complaints.push(text),
    });
    window.show();
    const crash = (reason: string) =>
      Reflect.get(windows.at(-1) ?? {}, 'webContents').emit('render-process-gone', {}, { reason });
    return { window, windows, loads, complaints, calls, crash, advance: (ms: number) => (time += ms) };
  }

  it('is opened once, then brought to the front', () => {
    const { window, windows, calls } = opened();
    window.show();
    expect([windows.length, calls]).toEqual([1, ['restore', 'show', 'focus']]);
    windows[0]?.emit('close');
    windows[0]?.emit('closed');
    expect([window.contents, calls.at(-1)]).toEqual([null, 'write']);
    window.show();
    expect(windows).toHaveLength(2);
  });

  it('loads a page that crashed again, but not one that crashes at once', () => {
    const { window, loads, complaints, crash, advance } = opened();
    crash('clean-exit');
    expect(loads).toHaveLength(1);
    advance(11_000);
    crash('oom');
    expect([loads, complaints]).toEqual([['app://holdpoint/', 'app://holdpoint/'], []]);
    crash('crashed');
    expect([loads.length, complaints.length, window.contents]).toEqual([2, 1, null]);
  });
});

describe('the rest', () => {
  it('has a profile a workspace, beside the default workspace', () => {
    const folders = ['/home/a/ws', '/home/a/ws2', '/home/a/ws'].map((workspace) =>
      profileFolder('/home/a/.config', workspace),
    );
    expect(folders[0]).toBe(folders[2]);
    expect(folders[0]).not.toBe(folders[1]);
    expect(folders[0]).toMatch(/^\/home\/a\/\.config\/Holdpoint Window\/[0-9a-f]{12}$/);
  });

  it('has a menu that acts on no run, with the application’s own on macOS', () => {
    const acts = { openWorkspaceFolder: () => {}, quit: () => {} };
    const text = JSON.stringify(menuTemplate(acts, 'linux'));
    expect(text).not.toMatch(/devtools|hold|abort/i);
    expect(menuTemplate(acts, 'darwin')[0]).toEqual({ role: 'appMenu' });
  });
});
