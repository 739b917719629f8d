import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../main/adapters/clock.ts';
import { openHttpCaller } from '../../../main/adapters/http/undici-http-caller.ts';
import { newDisk, openWorld } from '../../support/run-world.ts';
import { badServer } from './bad-server.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

function runbook(origin: string, steps: readonly { id: string; keys: string }[]): string {
  const items = steps.map(
    ({ id, keys }) => `
  - id: ${id}
    kind: http
    title: Call ${id}
    responsible: Lead
    start: auto
    onFailure: continue
    targets: name=api
    duration: 1m
    timeout: 2s
${keys}`,
  );
  return `apiVersion: holdpoint/v1
kind: Runbook
key: test
title: Over HTTP
timezone: UTC
inventory:
  - { name: api, kind: http, baseUrl: '${origin}' }
people:
  - { role: Lead, name: Anna }
steps:${items.join('')}`;
}

const get = (path: string) =>
  `    request: { method: GET, path: ${path} }\n    expect: { status: 200, json: { '$.ok': true } }\n`;
const post = (path: string) =>
  `    request: { method: POST, path: ${path}, json: { go: true } }\n    expect: { status: 200 }\n`;

describe('a run over real HTTP', () => {
  it('tells failed from unknown for every way a server can misbehave, and nothing stops the others', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    let asked = 0;
    const server = await badServer({
      '/reset': (request) => request.socket.resetAndDestroy(),
      '/stall': () => {},
      '/circle': (_request, response) => {
        response.writeHead(302, { location: '/circle' }).end();
      },
      '/huge': (request, response) => {
        const more = (): void => {
          while (!request.socket.destroyed && response.write(chunk));
          if (!request.socket.destroyed) response.once('drain', more);
        };
        more();
      },
      '/401': (_request, response) => {
        response.writeHead(401).end('who are you');
      },
      '/no-json': (_request, response) => {
        response.end('<html>all good</html>');
      },
      '/soon': (_request, response) => {
        asked += 1;
        response.writeHead(asked < 3 ? 503 : 200).end(`{"ok":${asked >= 3}}`);
      },
    });
    open.push(server);
    const http = openHttpCaller();
    open.push(http);
    const ways = ['reset', 'stall', 'circle', 'huge', '401'];
    const steps = [
      ...ways.map((way) => ({ id: `get-${way}`, keys: get(`/${way}`) })),
      ...ways.map((way) => ({ id: `post-${way}`, keys: post(`/${way}`) })),
      { id: 'get-no-json', keys: get('/no-json') },
      { id: 'get-soon', keys: `${get('/soon')}    until: { every: 1s, within: 10s }\n` },
    ];
    const world = openWorld(runbook(server.origin, steps), newDisk(), { http, clock: systemClock() });
    await world.core.drive('all');
    const before = process.memoryUsage().rss;
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    await expect.poll(() => world.log(runId, 'attempt.finished').length, { timeout: 20_000 }).toBe(steps.length);
    const outcomes = Object.fromEntries(
      world
        .log(runId, 'attempt.finished')
        .map((event) => (event.type === 'attempt.finished' ? [event.data.stepId, event.data.outcome] : [])),
    );
    expect(outcomes).toEqual({
      'get-reset': 'failed',
      'get-stall': 'timed-out',
      'get-circle': 'failed',
      'get-huge': 'failed',
      'get-401': 'failed',
      'get-no-json': 'failed',
      'get-soon': 'succeeded',
      'post-reset': 'indeterminate',
      'post-stall': 'indeterminate',
      'post-circle': 'indeterminate',
      'post-huge': 'indeterminate',
      'post-401': 'failed',
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
    const huge = { runId, stepId: 'get-huge', target: 'api', attempt: 1 };
    expect(world.outputs.positions(huge).body?.storedBytes).toBe(8 * 1024 * 1024);
    const posts = server.requests.filter((request) => request.method === 'POST').map((request) => request.path);
    expect(new Set(posts).size).toBe(posts.length);
    await world.core.stop(1_000);
  });
});
