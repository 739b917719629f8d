import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, CDPSession, Page, Request, Route } from 'playwright-core';
import { toChromium, toElectron, translateScript } from './addresses.ts';
import { preloadWorld, RECEIVE, SEND, WORLD } from './preload-world.ts';
import type { FrameFacts, PageAnswer, PortWord, Question, WindowFacts } from './words.ts';

export interface WindowParts {
  readonly browser: Browser;
  readonly id: number;
  readonly options: WindowFacts;
  readonly ask: (what: Question) => Promise<unknown>;
  readonly ipc: (channel: string, frame: FrameFacts) => void;
  readonly port: (word: PortWord) => void;
  readonly complain: (text: string) => void;
}

/** Where a rogue window may be sent: a page of somebody else's, served whatever the guards say. */
export const FOREIGN = 'https://foreign.example';

/** One BrowserWindow as Chromium shows it: a context of its own, the preload's world, and the guards asked as Electron asks them. */
export class StandInWindow {
  readonly page: Page;
  readonly #parts: WindowParts;
  readonly #cdp: CDPSession;
  readonly #frames = new Map<string, FrameFacts>();
  readonly #ports = new Set<string>();
  readonly #loaded = Promise.withResolvers<void>();
  #world: number | null = null;
  #expected: string | null = null;
  /** How often the page's own scripts ask for the scheme: translated, see addresses.ts. */
  translated = 0;

  private constructor(parts: WindowParts, page: Page, cdp: CDPSession) {
    this.#parts = parts;
    this.page = page;
    this.#cdp = cdp;
  }

  static async open(parts: WindowParts): Promise<StandInWindow> {
    const { width, height, webPreferences } = parts.options;
    const context = await parts.browser.newContext({ viewport: { width, height } });
    const page = await context.newPage();
    const window = new StandInWindow(parts, page, await context.newCDPSession(page));
    await window.#listen(context);
    if (typeof webPreferences.preload === 'string') await window.#inject(webPreferences.preload);
    return window;
  }

  async load(url: string): Promise<void> {
    this.#expected = toChromium(url);
    await this.page.goto(this.#expected, { waitUntil: 'domcontentloaded' });
    this.#loaded.resolve();
  }

  /** Resolves when the first page the program sent it to is there. */
  get loaded(): Promise<void> {
    return this.#loaded.promise;
  }

  /** From the main process to the preload of the top frame. */
  toFrame(channel: string, ports: readonly string[]): void {
    for (const port of ports) this.#ports.add(port);
    this.#tell({ kind: 'to-frame', channel, ports });
  }

  owns(port: string): boolean {
    return this.#ports.has(port);
  }

  toPort(word: PortWord): void {
    if (word.kind === 'port-close') this.#ports.delete(word.port);
    this.#tell(word);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  async #listen(context: BrowserContext): Promise<void> {
    this.page.on('pageerror', (error) => this.#parts.complain(`uncaught: ${error.message}`));
    this.page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.#parts.complain(message.text());
    });
    this.page.on('popup', (popup) => void popup.close().catch(() => {}));
    // A popup is denied before it has a page; here it has one for a moment, and nothing comes into it.
    await context.route('**/*', (route) => route.abort('blockedbyclient'));
    await this.page.route('**/*', (route, request) => this.#route(route, request));
    const cdp = this.#cdp;
    cdp.on('Page.frameNavigated', ({ frame }) => {
      const facts = { id: frame.id, url: toElectron(frame.url), parentId: frame.parentId ?? null };
      this.#frames.set(frame.id, facts);
    });
    cdp.on('Page.windowOpen', ({ url }) => {
      void this.#parts.ask({ about: 'may-open', window: this.#parts.id, url: toElectron(url) });
    });
    cdp.on('Runtime.executionContextCreated', ({ context: { id, name, auxData } }) => {
      if (name !== WORLD || this.#isInner(String(auxData?.frameId))) return;
      this.#forgetDocument();
      this.#world = id;
    });
    cdp.on('Runtime.executionContextsCleared', () => this.#forgetDocument());
    cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === SEND && executionContextId === this.#world) this.#hear(JSON.parse(payload));
    });
    await cdp.send('Page.enable');
    await cdp.send('Runtime.enable');
  }

  async #inject(preload: string): Promise<void> {
    const { sandbox, contextIsolation, nodeIntegration } = this.#parts.options.webPreferences;
    // Another way of life for the preload would need another stand-in.
    const isAsKnown = sandbox !== false && contextIsolation !== false && nodeIntegration !== true;
    if (!isAsKnown) throw new Error('the stand-in knows sandboxed, isolated windows only');
    await this.#cdp.send('Runtime.addBinding', { name: SEND, executionContextName: WORLD });
    const source = preloadWorld(readFileSync(preload, 'utf8'));
    await this.#cdp.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: WORLD });
  }

  /** With its document a page's ports are gone. */
  #forgetDocument(): void {
    this.#world = null;
    for (const port of this.#ports) this.#parts.port({ kind: 'port-close', port });
    this.#ports.clear();
  }

  #isInner(frame: string): boolean {
    return (this.#frames.get(frame)?.parentId ?? null) !== null;
  }

  #hear(word: PortWord | { readonly kind: 'ipc'; readonly channel: string }): void {
    if (word.kind !== 'ipc') {
      this.#parts.port(word);
      return;
    }
    const top = [...this.#frames.values()].find((frame) => frame.parentId === null);
    if (top !== undefined) this.#parts.ipc(word.channel, top);
  }

  #tell(word: object): void {
    if (this.#world === null) return;
    const expression = `globalThis.${RECEIVE}(${JSON.stringify(word)})`;
    // A document that goes away meanwhile takes its messages with it.
    this.#cdp.send('Runtime.evaluate', { expression, contextId: this.#world }).catch(() => {});
  }

  async #route(route: Route, request: Request): Promise<void> {
    const shown = request.url();
    const url = toElectron(shown);
    if (request.isNavigationRequest() && !(await this.#mayNavigate(shown, request))) return route.abort('aborted');
    if (url.startsWith(FOREIGN)) return route.fulfill({ contentType: 'text/html', body: '<title>Foreign</title>' });
    if ((await this.#parts.ask({ about: 'may-request', url })) !== true || !url.startsWith('app:')) {
      return route.abort('blockedbyclient');
    }
    const answer = (await this.#parts.ask({ about: 'request', url, method: request.method() })) as PageAnswer;
    await route.fulfill({ status: answer.status, headers: { ...answer.headers }, body: this.#translate(answer) });
  }

  async #mayNavigate(shown: string, request: Request): Promise<boolean> {
    const isMainFrame = request.frame() === this.page.mainFrame();
    if (isMainFrame && shown === this.#expected) {
      this.#expected = null;
      return true;
    }
    const question = { about: 'may-navigate', window: this.#parts.id, url: toElectron(shown), isMainFrame } as const;
    return (await this.#parts.ask(question)) === true;
  }

  #translate({ headers, body }: PageAnswer): Buffer {
    const bytes = Buffer.from(body);
    if (!headers['content-type']?.startsWith('text/javascript')) return bytes;
    const { text, places } = translateScript(bytes.toString('utf8'));
    this.translated += places;
    return Buffer.from(text);
  }
}
