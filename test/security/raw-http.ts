import { connect, type Socket } from 'node:net';

/** What a server says to these bytes until it hangs up, or until it has said nothing for a while. */
export function sayRaw(port: number, bytes: string, quietMs = 400): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect({ host: '127.0.0.1', port });
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(heard);
    };
    let timer = setTimeout(end, quietMs * 4);
    socket.on('error', end);
    socket.on('close', end);
    socket.on('data', (data) => {
      heard += data.toString('latin1');
      clearTimeout(timer);
      timer = setTimeout(end, quietMs);
    });
    socket.write(bytes);
  });
}

/** Says a text one character at a time, for ever; resolves with the milliseconds until the server hung up. */
export function sayForEver(port: number, begin: string, more: string): Promise<number> {
  return new Promise((resolve) => {
    const started = Date.now();
    const socket: Socket = connect({ host: '127.0.0.1', port });
    socket.write(begin);
    let at = 0;
    const timer = setInterval(() => {
      socket.write(more[at % more.length] ?? 'x');
      at += 1;
    }, 300);
    socket.on('error', () => {});
    socket.resume();
    socket.on('close', () => {
      clearInterval(timer);
      resolve(Date.now() - started);
    });
  });
}
