import type { Evil } from './hostile-scripts.ts';

/** The script that stands in the page before the page's own: it waits until the desk is there, then tries everything. */
export function kitSource(evil: Omit<Evil, 'launchToken'>, rows: readonly string[]): string {
  return `'use strict';
const launchToken = location.hash.slice(1);
const results = {};
window.attackResults = results;
window.attackViolations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.attackViolations.push(event.effectiveDirective + ' ' + event.blockedURI);
});
const within = (work, ms = 1500) =>
  Promise.race([work, new Promise((resolve) => setTimeout(() => resolve('nothing'), ms))]);
const kit = {
  evil: { ...${JSON.stringify(evil)}, launchToken },
  within,
  isOwned: () => Reflect.get(window, 'owned') !== undefined,
  load: (tag, attributes) =>
    within(new Promise((resolve) => {
      const made = document.createElement(tag);
      made.onload = () => {
        if (tag !== 'iframe' && tag !== 'object' && tag !== 'embed') return resolve('loaded');
        try { resolve(/root:|owned/.test(made.contentDocument.documentElement.textContent) ? 'loaded' : 'nothing'); }
        catch { resolve('nothing'); }
      };
      made.onerror = () => resolve('nothing');
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
      document.body.append(made);
    }), 400),
  open: async () => {
    const answer = await fetch('/tab', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    const { tabSecret } = await answer.json();
    const socket = new WebSocket('ws://' + location.host + '/rpc');
    await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = reject; });
    const welcome = new Promise((resolve) => { socket.onmessage = resolve; });
    socket.send(JSON.stringify({ kind: 'hello', protocol: 1, secret: tabSecret }));
    await welcome;
    return socket;
  },
  ask: async (operation, input) => {
    const socket = await kit.open();
    const text = await within(new Promise((resolve) => {
      socket.onmessage = ({ data }) => resolve(String(data));
      socket.onclose = () => resolve('closed');
      socket.send(JSON.stringify({ kind: 'call', id: 1, operation, input }));
    }));
    socket.close();
    return { ok: text.startsWith('{"kind":"result"'), text };
  },
  // A connection that misbehaves is ended by the core: that is getting nowhere.
  speak: async (texts) => {
    const socket = await kit.open();
    const said = [];
    const end = await within(new Promise((resolve) => {
      socket.onmessage = ({ data }) => said.push(String(data));
      socket.onclose = () => resolve('closed');
      for (const text of texts) socket.send(text);
    }), 4000);
    return end === 'closed' && !said.some((text) => text.startsWith('{"kind":"result"')) ? 'nothing' : 'still open: ' + said.join().slice(0, 200);
  },
};
const rows = [
${rows.join(',\n')}
];
async function attack() {
  const own = () => document.querySelector('#root')?.childElementCount > 0;
  while (!own()) await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => setTimeout(resolve, 500));
  // That the way of asking works, so that a refusal means something.
  results['control: a question'] = (await kit.ask('workspace.get', {})).ok ? 'answered' : 'nothing';
  for (const [name, script] of rows) {
    try { results[name] = String(await within(Promise.resolve(script(kit)), 6000)); }
    catch (error) { results[name] = 'nothing'; }
    delete window.owned;
  }
  window.attackDone = true;
}
addEventListener('load', () => void attack());
`;
}
