import type { WebSocket } from 'ws';
import type { CloseReason, Pipe } from './pipe.ts';

/** From the private range: the page reads them as "try again" or "come in anew". */
const codes = {
  malformed: 4400,
  refused: 4401,
  'too-slow': 4408,
  shutdown: 4410,
} as const satisfies Record<CloseReason, number>;

export function webSocketPipe(socket: WebSocket): Pipe {
  let receive: (text: string) => void = () => {};
  let gone: () => void = () => {};
  let isOpen = true;
  const close = (reason: CloseReason) => {
    if (!isOpen) return;
    isOpen = false;
    socket.close(codes[reason], reason);
    // A peer that never answers the close must not keep the socket for ever.
    setTimeout(() => socket.terminate(), 2000).unref();
  };
  socket.on('message', (data, isBinary) => {
    if (isBinary) socket.terminate();
    else receive(data.toString());
  });
  // A frame over the cap or broken UTF-8 arrives here; ws has closed the socket by then.
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    if (!isOpen) return;
    isOpen = false;
    gone();
  });
  return {
    send: (text, taken) => socket.send(text, () => taken()),
    close,
    onText: (listener) => {
      receive = listener;
    },
    onClose: (listener) => {
      gone = listener;
    },
  };
}
