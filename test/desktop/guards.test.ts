import { EventEmitter } from 'node:events';
import type { App, IpcMainEvent, MessageChannelMain, MessagePortMain, Session, WebContents } from 'electron';
import { describe, expect, it } from 'vitest';
import { isOpenableOutside, isOwnPage } from '../../main/desktop/origin.ts';
import { guardPages, guardSession } from '../../main/desktop/page-guard.ts';
import { createPortHandOver } from '../../main/desktop/port-hand-over.ts';
import { DEFAULT_BOUNDS, windowOptions } from '../../main/desktop/window-options.ts';

/** Stands for an object of Electron of which the code under test uses a part. */
function partOf<T>(part: object): T {
  return part as T;
}

describe('the addresses of the desktop', () => {
  it.each([
    ['app://holdpoint/', true],
    ['app://holdpoint', true],
    ['app://holdpoint/index.html#/runs/x', true],
    ['app://holdpoint.evil/', false],
    ['app://evil.holdpoint/', false],
    ['app://holdpoint@evil/', false],
    ['app://evil/app://holdpoint/', false],
    ['app://holdpoint:8080/', false],
    ['blob:app://holdpoint/1', false],
    ['https://holdpoint/', false],
    ['about:blank', false],
    ['file:///holdpoint', false],
    ['data:text/html,x', false],
    ['javascript:alert(1)', false],
    ['', false],
  ])('%s is our own page: %s', (address, isOwn) => expect(isOwnPage(address)).toBe(isOwn));

  it.each([
    ['https://status.example.com/x?y#z', true],
    ['http://10.0.0.1:8080/', true],
    ['https://user@example.com/', false],
    ['https://user:secret@example.com/', false],
    ['file:///etc/passwd', false],
    ['smb://host/share', false],
    ['ms-msdt:/id', false],
    ['mailto:a@example.com', false],
    ['vscode://file/x', false],
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['app://holdpoint/', false],
    ['\\\\host\\share', false],
    ['', false],
  ])('%s may be opened outside: %s', (address, may) => expect(isOpenableOutside(address)).toBe(may));
});

describe('the guard of every page', () => {
  function guarded() {
    const opened: string[] = [];
    const app = new EventEmitter();
    guardPages(partOf<App>(app), (address) => opened.push(address));
    let mayOpen = (_details: { url: string }) => ({ action: 'allow' });
    const webRtc: string[] = [];
    const contents = Object.assign(new EventEmitter(), {
      setWebRTCIPHandlingPolicy: (policy: string) => webRtc.push(policy),
      setWindowOpenHandler: (handler: typeof mayOpen) => {
        mayOpen = handler;
      },
    });
    app.emit('web-contents-created', {}, contents);
    const isPrevented = (name: string, details: object) => {
      let prevented = false;
      const preventDefault = () => {
        prevented = true;
      };
      contents.emit(name, { ...details, preventDefault });
      return prevented;
    };
    return { opened, webRtc, isPrevented, open: (url: string) => mayOpen({ url }) };
  }

  it('leaves WebRTC no way out over UDP', () => {
    expect(guarded().webRtc).toEqual(['disable_non_proxied_udp']);
  });

  it('stops navigation and redirection to anything but our own page', () => {
    const { isPrevented } = guarded();
    for (const name of ['will-navigate', 'will-redirect']) {
      expect(isPrevented(name, { url: 'app://holdpoint/' })).toBe(false);
      expect(isPrevented(name, { url: 'https://example.com/' })).toBe(true);
    }
  });

  it('stops every navigation of an inner frame, and every webview', () => {
    const { isPrevented } = guarded();
    expect(isPrevented('will-frame-navigate', { url: 'app://holdpoint/', isMainFrame: true })).toBe(false);
    expect(isPrevented('will-frame-navigate', { url: 'app://holdpoint/', isMainFrame: false })).toBe(true);
    expect(isPrevented('will-attach-webview', {})).toBe(true);
  });

  it('denies every window; only an address for the outside is passed on', () => {
    const { open, opened } = guarded();
    for (const url of ['https://example.com/', 'file:///x', 'app://holdpoint/', 'about:blank'])
      expect(open(url)).toEqual({ action: 'deny' });
    expect(opened).toEqual(['https://example.com/']);
  });
});

describe('the guard of the session', () => {
  type Ask = (contents: null, permission: string, answer: (may: boolean) => void) => void;
  function guarded() {
    const seen: { ask: Ask; check: (contents: null, permission: string) => boolean; device: () => boolean } = {
      ask: () => {},
      check: () => true,
      device: () => true,
    };
    let before = (_details: { url: string }, _answer: (verdict: { cancel: boolean }) => void) => {};
    const parts = {
      setPermissionRequestHandler: (handler: Ask) => Object.assign(seen, { ask: handler }),
      setPermissionCheckHandler: (handler: typeof seen.check) => Object.assign(seen, { check: handler }),
      setDevicePermissionHandler: (handler: typeof seen.device) => Object.assign(seen, { device: handler }),
      webRequest: {
        onBeforeRequest: (listener: typeof before) => {
          before = listener;
        },
      },
    };
    guardSession(partOf<Session>(parts));
    const isCancelled = (url: string) => {
      let cancelled: boolean | null = null;
      before({ url }, ({ cancel }) => {
        cancelled = cancel;
      });
      return cancelled;
    };
    return { seen, isCancelled };
  }

  it.each([
    'media',
    'geolocation',
    'notifications',
    'midiSysex',
    'pointerLock',
    'fullscreen',
    'openExternal',
    'hid',
    'usb',
    'serial',
    'clipboard-read',
    'display-capture',
    'fileSystem',
    'unknown',
  ])('refuses %s whether asked or checked', (permission) => {
    const { seen } = guarded();
    const answers: boolean[] = [];
    seen.ask(null, permission, (may) => answers.push(may));
    expect([...answers, seen.check(null, permission), seen.device()]).toEqual([false, false, false]);
  });

  it.each([
    ['app://holdpoint/assets/x.js', false],
    ['blob:app://holdpoint/1', false],
    ['data:image/png;base64,x', false],
    ['https://example.com/', true],
    ['http://127.0.0.1/', true],
    ['file:///etc/passwd', true],
    ['app://holdpoint.evil/', true],
    ['blob:https://evil/1', true],
    ['chrome://gpu', true],
    ['wss://example.com/', true],
  ])('a request for %s is cancelled: %s', (url, cancelled) => expect(guarded().isCancelled(url)).toBe(cancelled));
});

describe('the hand-over of a port', () => {
  interface Sender {
    readonly url?: string;
    readonly detached?: boolean;
    readonly parent?: object | null;
  }
  function ask(frame: Sender | null, from: 'window' | 'other' = 'window') {
    const served: MessagePortMain[] = [];
    const posted: unknown[][] = [];
    const [ours, other] = [partOf<WebContents>({}), partOf<WebContents>({})];
    const [port1, port2] = [partOf<MessagePortMain>({ name: 1 }), partOf<MessagePortMain>({ name: 2 })];
    const handOver = createPortHandOver({
      createChannel: () => partOf<MessageChannelMain>({ port1, port2 }),
      window: () => ours,
      serve: (port) => served.push(port),
    });
    const whole = { url: 'app://holdpoint/', detached: false, parent: null, ...frame };
    const senderFrame = frame && { ...whole, postMessage: (...words: unknown[]) => posted.push(words) };
    handOver(partOf<IpcMainEvent>({ sender: from === 'window' ? ours : other, senderFrame }));
    return { served, posted, ports: [port1, port2] };
  }

  it('gives one end to the core and the other to the frame that asked', () => {
    const { served, posted, ports } = ask({});
    expect(served).toEqual([ports[0]]);
    expect(posted).toEqual([['holdpoint:port', null, [ports[1]]]]);
  });

  it.each<[string, Sender | null, 'window' | 'other']>([
    ['a frame that is gone', null, 'window'],
    ['a frame that was replaced', { detached: true }, 'window'],
    ['an inner frame', { parent: {} }, 'window'],
    ['an inner about:blank', { parent: {}, url: 'about:blank' }, 'window'],
    ['another page', { url: 'https://evil.example/' }, 'window'],
    ['about:blank', { url: 'about:blank' }, 'window'],
    ['another window', {}, 'other'],
  ])('is refused to %s, in silence', (_who, frame, from) => {
    const { served, posted } = ask(frame, from);
    expect([served, posted]).toEqual([[], []]);
  });
});

describe('the options of a window', () => {
  it('hold every switch that Electron’s security list names', () => {
    expect(windowOptions('/preload.cjs', DEFAULT_BOUNDS).webPreferences).toEqual({
      preload: '/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      backgroundThrottling: false,
    });
  });
});
