import { Socket } from 'node:net';

/**
 * Sends what is written in one turn at once. ssh2 writes each packet in three pieces: each would be a system call of
 * ours, a segment of its own (Nagle is off), and a wake-up of the server.
 */
export class GatheringSocket extends Socket {
  #isGathering = false;

  override write(bytes: Uint8Array | string, written?: (error?: Error | null) => void): boolean;
  override write(
    text: Uint8Array | string,
    encoding?: BufferEncoding,
    written?: (error?: Error | null) => void,
  ): boolean;
  override write(...piece: [never, never?, never?]): boolean {
    if (!this.#isGathering) {
      this.#isGathering = true;
      this.cork();
      process.nextTick(() => {
        this.#isGathering = false;
        this.uncork();
      });
    }
    return super.write(...piece);
  }
}
