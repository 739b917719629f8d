/** The isolated world a sandboxed preload lives in: the page's DOM, none of its objects, and one module to ask for. */
export const WORLD = 'Electron Isolated Context';
/** What the world calls to speak to the outside, and is called by. */
export const SEND = 'standInSend';
export const RECEIVE = 'standInReceive';

/** The real preload bundle, wrapped as Electron's sandbox wraps it. Ports cross this border as ids and DOM channels. */
export function preloadWorld(bundle: string): string {
  return `(() => {
  if (window !== window.top) return;
  const listeners = new Map();
  const ports = new Map();
  const send = (word) => globalThis.${SEND}(JSON.stringify(word));
  const take = (id) => {
    const { port1, port2 } = new MessageChannel();
    ports.set(id, port1);
    port1.onmessage = ({ data }) => send({ kind: 'port-message', port: id, data });
    port1.addEventListener('close', () => { if (ports.delete(id)) send({ kind: 'port-close', port: id }); });
    return port2;
  };
  globalThis.${RECEIVE} = (word) => {
    if (word.kind === 'to-frame') {
      const given = word.ports.map(take);
      for (const listener of listeners.get(word.channel) ?? []) listener({ ports: given });
      return;
    }
    const port = ports.get(word.port);
    if (word.kind === 'port-message') port?.postMessage(word.data);
    else if (ports.delete(word.port)) port.close();
  };
  const ipcRenderer = {
    send: (channel) => send({ kind: 'ipc', channel }),
    on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
  };
  const require = (name) => {
    if (name !== 'electron') throw new Error('a sandboxed preload cannot require ' + name);
    return { ipcRenderer };
  };
  ((require) => {
${bundle}
  })(require);
})();`;
}
