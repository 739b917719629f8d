import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Mood = 'good' | 'bad' | 'hanging' | 'gone';

/** A service on loopback that is as the test says; `gone` closes every connection without a word. */
export interface FlappingServer {
  readonly url: string;
  readonly asked: number;
  mood: Mood;
  close(): Promise<void>;
}

export async function flappingServer(): Promise<FlappingServer> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    if (flapping.mood === 'gone') request.socket.destroy();
    else if (flapping.mood !== 'hanging') {
      response.statusCode = flapping.mood === 'good' ? 200 : 503;
      response.end(flapping.mood === 'good' ? '17' : 'starting');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const flapping: FlappingServer = {
    url: `http://127.0.0.1:${port}`,
    get asked() {
      return asked;
    },
    mood: 'good',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return flapping;
}
