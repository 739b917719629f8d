import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '../../../main/transport/loopback-headers.ts';
import { launchChromium } from '../../support/chromium.ts';
import { Desktop } from '../../support/electron-stand-in/desktop.ts';
import { FOREIGN } from '../../support/electron-stand-in/window.ts';
import type { FrameFacts, PageAnswer } from '../../support/electron-stand-in/words.ts';

/** The desktop's window and its borders. What the stand-in cannot show is in its README. */
describe('the desktop window', () => {
  let browser: Browser;
  let desktop: Desktop;

  beforeAll(async () => {
    browser = await launchChromium();
    desktop = new Desktop({ browser });
    await (await desktop.page()).getByRole('button', { name: 'Open the practice release' }).waitFor();
  });

  afterAll(async () => {
    await desktop.close();
    await browser.close();
  });

  const serve = async (url: string, method = 'GET') =>
    (await desktop.ask({ about: 'request', url, method })) as PageAnswer;

  it('is made with the sandbox on, the page isolated and no Node in reach', async () => {
    const { options } = await desktop.noted('window');
    expect(options).toMatchObject({
      webPreferences: {
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
      },
    });
  });

  it('shows the desk through the port, without a complaint of the content security policy', async () => {
    expect((await desktop.window()).translated).toBe(1);
    expect(desktop.complaints).toEqual([]);
    expect(desktop.said).toBe('');
  });

  it('leaves nothing of Electron or Node in the page', async () => {
    const page = await desktop.page();
    const found = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron', 'standInSend'].filter(
        (name) => Reflect.get(window, name) !== undefined,
      ),
    );
    expect(found).toEqual([]);
  });

  it.each(['/', '/index.html', '/nothing', '/../package.json', '//evil.example/'])(
    'answers app://holdpoint%s with the policy, whatever it answers',
    async (path) => {
      const { headers } = await serve(`app://holdpoint${path}`);
      expect(headers['content-security-policy']).toBe(CONTENT_SECURITY_POLICY);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    },
  );

  it.each([
    'https://example.com/',
    'http://127.0.0.1:1/',
    'file:///etc/passwd',
    'app://holdpoint.evil/',
    'app://evil/',
    'ws://127.0.0.1:1/',
    'devtools://devtools/bundled/inspector.html',
  ])('lets no request leave for %s', async (url) => {
    expect(await desktop.ask({ about: 'may-request', url })).toBe(false);
  });

  it('cancels what a script in the page sends to the network', async () => {
    const page = await desktop.page();
    const sent = await page.evaluate(async () => {
      const tries = ['https://example.com/collect', 'http://127.0.0.1:9/'].map((url) =>
        fetch(url, { mode: 'no-cors' }).then(
          () => 'sent',
          () => 'refused',
        ),
      );
      return Promise.all(tries);
    });
    expect(sent).toEqual(['refused', 'refused']);
    desktop.complaints.length = 0;
  });

  it('does not leave its page, by a script or a link', async () => {
    const page = await desktop.page();
    const home = page.url();
    const ways = [
      (url: string) => window.location.assign(url),
      (url: string) => window.location.replace(url),
      (url: string) => {
        document.body.appendChild(Object.assign(document.createElement('a'), { href: url })).click();
      },
    ];
    for (const [index, leave] of ways.entries()) {
      const url = `https://evil.example/${index}`;
      await page.evaluate(leave, url);
      const isAsked = () => desktop.asked.some(({ what }) => what.about === 'may-navigate' && what.url === url);
      await desktop.until(isAsked, `the question whether it may go to ${url}`);
      expect(page.url()).toBe(home);
    }
    await page.getByRole('button', { name: 'Open the practice release' }).waitFor();
  });

  it.each([
    'https://evil.example/',
    'file:///etc/passwd',
    'app://holdpoint.evil/',
    'javascript:alert(1)',
    'data:text/html,x',
  ])('may not navigate to %s', async (url) => {
    expect(await desktop.ask({ about: 'may-navigate', window: 1, url, isMainFrame: true })).toBe(false);
  });

  it('may reload itself, and a frame inside of it may go nowhere', async () => {
    const url = 'app://holdpoint/';
    expect(await desktop.ask({ about: 'may-navigate', window: 1, url, isMainFrame: true })).toBe(true);
    expect(await desktop.ask({ about: 'may-navigate', window: 1, url, isMainFrame: false })).toBe(false);
  });

  it('opens no second window; a web address goes to the system’s browser, and nothing else does', async () => {
    const page = await desktop.page();
    await page.evaluate(() => void window.open('https://status.example.com/incident/7'));
    await desktop.noted('open-external', ({ url }) => url === 'https://status.example.com/incident/7');
    const before = desktop.about('open-external').length;
    for (const url of [
      'file:///etc/passwd',
      'smb://host/share',
      'ms-settings:',
      'vscode://file/x',
      'https://user:secret@example.com/',
      'app://holdpoint/',
      'javascript:alert(1)',
      'not an address',
    ])
      expect([url, await desktop.ask({ about: 'may-open', window: 1, url })]).toEqual([url, false]);
    expect(desktop.about('open-external')).toHaveLength(before);
    expect(page.context().pages()).toHaveLength(1);
  });

  it.each([
    'media',
    'geolocation',
    'notifications',
    'midi',
    'clipboard-read',
    'hid',
    'serial',
    'usb',
    'openExternal',
    'fileSystem',
  ])('is refused the permission %s', async (permission) => {
    expect(await desktop.ask({ about: 'may-have', permission })).toEqual({
      asked: false,
      checked: false,
      device: false,
    });
  });

  it('may copy to the clipboard', async () => {
    expect(await desktop.ask({ about: 'may-have', permission: 'clipboard-sanitized-write' })).toMatchObject({
      asked: true,
    });
  });

  describe('asked for a port', () => {
    const top: FrameFacts = { id: 'top', url: 'app://holdpoint/', parentId: null };
    const ask = async (window: number, frame: FrameFacts) => {
      const before = desktop.handed.length;
      desktop.sendAs(window, 'holdpoint:want-port', frame);
      // The app answers in order: what it has not handed out by now it will not.
      await desktop.ask({ about: 'may-request', url: 'app://holdpoint/' });
      return desktop.handed.length - before;
    };

    it('by its own top frame hands one', async () => {
      expect(await ask(1, top)).toBe(1);
    });

    it.each<[string, FrameFacts]>([
      ['a frame inside of our page', { ...top, id: 'inner', parentId: 'top' }],
      ['an empty frame inside of our page', { id: 'inner', url: 'about:blank', parentId: 'top' }],
      ['about:blank in our window', { ...top, url: 'about:blank' }],
      ['a foreign page in our window', { ...top, url: 'https://evil.example/' }],
      ['a page of the same name elsewhere', { ...top, url: 'https://holdpoint/' }],
      ['a host that begins like ours', { ...top, url: 'app://holdpoint.evil/' }],
      ['a host that ends like ours', { ...top, url: 'app://evil.holdpoint/' }],
      ['an address with our name as user', { ...top, url: 'app://holdpoint@evil/' }],
      ['a blob of our origin', { ...top, url: 'blob:app://holdpoint/0f2' }],
      ['a file', { ...top, url: 'file:///tmp/index.html' }],
      ['data', { ...top, url: 'data:text/html,app://holdpoint/' }],
      ['no address', { ...top, url: '' }],
    ])('by %s hands none', async (_who, frame) => {
      expect(await ask(1, frame)).toBe(0);
    });

    it('by a second window hands none, on our page or elsewhere, though it carries our preload', async () => {
      for (const url of ['app://holdpoint/', 'about:blank', `${FOREIGN}/`]) {
        const before = desktop.about('window').length;
        desktop.order({ act: 'rogue-window', url });
        const id = before + 1;
        const page = await desktop.page(id);
        await page.evaluate(() => window.postMessage('holdpoint:want-port', '*'));
        expect([url, await ask(id, { ...top, url })]).toEqual([url, 0]);
        expect(desktop.handed).not.toContain(id);
        desktop.order({ act: 'close-window', window: id });
      }
    });

    it('by another channel name hears nothing', async () => {
      const before = desktop.handed.length;
      for (const channel of ['holdpoint:port', 'holdpoint:want-port ', 'ELECTRON_BROWSER_REQUIRE', ''])
        desktop.sendAs(1, channel, top);
      await desktop.ask({ about: 'may-request', url: 'app://holdpoint/' });
      expect(desktop.handed).toHaveLength(before);
    });

    it('is not what an empty frame in the page can do for itself', async () => {
      const page = await desktop.page();
      const before = desktop.handed.length;
      await page.evaluate(() => void document.body.appendChild(document.createElement('iframe')));
      const inner = page.frames().find((frame) => frame !== page.mainFrame());
      const ports = await inner?.evaluate(async () => {
        let count = 0;
        for (const heard of [window, window.parent])
          heard.addEventListener('message', (event) => {
            count += event.ports.length;
          });
        for (const target of [window, window.parent]) target.postMessage('holdpoint:want-port', '*');
        // Messages of one window arrive in order.
        await new Promise((resolve) => {
          window.parent.addEventListener('message', ({ data }) => data === 'last' && resolve(null));
          window.parent.postMessage('last', '*');
        });
        return count;
      });
      await desktop.ask({ about: 'may-request', url: 'app://holdpoint/' });
      expect([ports, desktop.handed.length - before]).toEqual([0, 0]);
    });
  });

  it('gives a reloaded page a fresh port, and the old one is dead', async () => {
    const page = await desktop.page();
    const before = desktop.handed.length;
    await page.reload();
    await page.getByRole('button', { name: 'Open the practice release' }).waitFor();
    expect(desktop.handed.length).toBe(before + 1);
    expect(desktop.complaints).toEqual([]);
  });
});
