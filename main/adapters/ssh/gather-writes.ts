import type { Socket } from 'node:net';

/**
 * Sends what is written in one turn at once. ssh2 writes each packet in three pieces: each would be a system call of
 * ours, a segment of its own (Nagle is off), and a wake-up of the server. Not a subclass: `connect` puts the original
 * `write` back.
 */
export function gatherWrites(socket: Socket): void {
  const original = socket.write;
  let isGathering = false;
  socket.write = (...piece: readonly unknown[]): boolean => {
    if (!isGathering) {
      isGathering = true;
      socket.cork();
      process.nextTick(() => {
        isGathering = false;
        socket.uncork();
      });
    }
    return Reflect.apply(original, socket, piece) === true;
  };
}
