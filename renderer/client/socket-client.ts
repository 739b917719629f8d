import type { Client } from '../../contract/client.ts';
import { failed, ok, type Result } from '../../contract/errors.ts';
import { createProtocolClient } from '../../contract/protocol-client.ts';
import type { Channel, OpenedChannel } from '../../contract/protocol-link.ts';
import type { Door } from './door.ts';

/** The way through the loopback door: each attempt asks for a fresh secret of this tab, then opens a WebSocket. */
export function socketClient(door: Door): Client {
  return createProtocolClient(() => openThrough(door));
}

async function openThrough(door: Door): Promise<Result<OpenedChannel>> {
  const entry = await door.enter();
  if (entry.kind === 'unreachable') return failed('disconnected', 'The core does not answer on this address.');
  if (entry.kind === 'refused') {
    return failed('unauthorized', 'This link has been used. Get a new one with: holdpoint serve');
  }
  const channel = await openSocket(door.socketUrl);
  if (channel === null) return failed('disconnected', 'The core answers, but its live connection does not open.');
  return ok({ channel, secret: entry.secret });
}

/** Null when it does not open. What arrives before a receiver is set waits for it. */
function openSocket(url: string): Promise<Channel | null> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    const waiting: string[] = [];
    let receive: ((text: string) => void) | null = null;
    let isClosedByUs = false;
    let hasClosed = false;
    let closed: (() => void) | null = null;
    socket.onmessage = (event) => {
      const text = String(event.data);
      if (receive === null) waiting.push(text);
      else receive(text);
    };
    socket.onclose = () => {
      resolve(null);
      hasClosed = true;
      if (!isClosedByUs) closed?.();
    };
    socket.onopen = () =>
      resolve({
        send: (text) => socket.send(text),
        close: () => {
          isClosedByUs = true;
          socket.close();
        },
        onText: (listener) => {
          receive = listener;
          for (const text of waiting.splice(0)) listener(text);
        },
        onClose: (listener) => {
          closed = listener;
          if (hasClosed && !isClosedByUs) listener();
        },
      });
  });
}
