import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../main/core/ports/http-caller.ts';
import { newDisk, openWorld, rest, type World } from '../support/run-world.ts';
import { runbookOf } from './runbooks.ts';

function httpStep(more: string): string {
  return runbookOf(`
  - id: call
    kind: http
    title: Call
    responsible: Release manager
    start: auto
    targets: name=api
    duration: 1m
${more}`);
}

const get = '    request: { method: GET, path: /health }\n';
const post = '    request: { method: POST, path: /deploy, json: { go: true } }\n';
const ok = "    expect: { status: 200, json: { '$.status': ok } }\n";

function response(status: number, body: string, receive: (bytes: Uint8Array) => void): HttpAnswer {
  receive(new TextEncoder().encode(body));
  return { kind: 'response', status, headers: {}, bodyBytes: body.length, durationMs: 1 };
}

async function started(runbook: string, answer: World['http']['answer']) {
  const world = openWorld(runbook);
  world.http.answer = answer;
  await world.core.drive('all');
  const runId = await world.create();
  await world.command(runId, { type: 'start' });
  await rest();
  const finished = () => {
    const last = world.log(runId, 'attempt.finished').at(-1);
    return last?.type === 'attempt.finished' ? last.data : null;
  };
  return { world, runId, finished };
}

describe('a live http step', () => {
  it('keeps the answer’s body and judges it', async () => {
    const { world, runId, finished } = await started(httpStep(get + ok), async (_request, receive) =>
      response(200, '{"status":"ok"}', receive),
    );
    expect(finished()).toMatchObject({ outcome: 'succeeded', streams: { body: { rawBytes: 15 } } });
    expect(world.outputs.text({ runId, stepId: 'call', target: 'api', attempt: 1 }, 'body')).toBe('{"status":"ok"}');
    expect(world.http.requests[0]).toMatchObject({ method: 'GET', url: 'https://api.example.com/health' });
  });

  it.each([
    [401, '{"status":"ok"}', /Status 401/],
    [200, 'no json', /not JSON/],
    [200, '{"status":"starting"}', /starting/],
  ])('fails on status %i with %s', async (status, body, reason) => {
    const { finished } = await started(httpStep(get + ok), async (_request, receive) =>
      response(status, body, receive),
    );
    expect(finished()).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(reason) });
  });

  const cut: HttpAnswer = { kind: 'cut', cause: 'reset', reason: 'the connection was reset', durationMs: 1 };
  const notSent: HttpAnswer = { kind: 'not-sent', reason: 'refused', durationMs: 1 };
  it.each([
    { request: get, answer: cut, outcome: 'failed' },
    { request: post, answer: cut, outcome: 'indeterminate' },
    { request: `${post}    idempotent: true\n`, answer: cut, outcome: 'failed' },
    { request: post, answer: notSent, outcome: 'failed' },
    { request: get, answer: { ...cut, cause: 'timeout' }, outcome: 'timed-out' },
    { request: post, answer: { ...cut, cause: 'timeout' }, outcome: 'indeterminate' },
    { request: get, answer: { ...cut, cause: 'too-large' }, outcome: 'failed' },
    { request: post, answer: { ...cut, cause: 'too-large' }, outcome: 'indeterminate' },
  ] satisfies { request: string; answer: HttpAnswer; outcome: string }[])(
    'says the truth about a request: $request with $answer is $outcome',
    async ({ request, answer, outcome }) => {
      const { world, finished } = await started(httpStep(request), async () => answer);
      expect(finished()?.outcome).toBe(outcome);
      expect(world.http.requests).toHaveLength(1);
    },
  );

  it('asks again until the answer is right, as one attempt, and keeps the last body and the history', async () => {
    let asked = 0;
    const { world, runId, finished } = await started(
      httpStep(`${get}${ok}    until: { every: 5s, within: 1m }\n`),
      async (_request, receive) => {
        asked += 1;
        if (asked === 2) return { kind: 'not-sent', reason: 'refused', durationMs: 1 };
        return response(asked < 4 ? 503 : 200, `{"status":"${asked < 4 ? 'starting' : 'ok'}"}`, receive);
      },
    );
    await world.clock.advance(20_000);
    expect(finished()).toMatchObject({
      outcome: 'succeeded',
      attempt: 1,
      reason: '4 requests in 15 s: 503, not sent, 503, 200.',
    });
    expect(world.outputs.text({ runId, stepId: 'call', target: 'api', attempt: 1 }, 'body')).toBe('{"status":"ok"}');
  });

  it('gives up when the time is over', async () => {
    const { world, finished } = await started(
      httpStep(`${get}${ok}    until: { every: 5s, within: 30s }\n`),
      async (_request, receive) => response(503, 'busy', receive),
    );
    await world.clock.advance(31_000);
    expect(finished()).toMatchObject({ outcome: 'timed-out', reason: expect.stringMatching(/503 ×6/) });
  });

  it('stops asking when the run is aborted', async () => {
    const { world, runId, finished } = await started(
      httpStep(`${get}${ok}    until: { every: 5s, within: 30s }\n`),
      async (_request, receive) => response(503, 'busy', receive),
    );
    await world.command(runId, { type: 'abort', reason: 'enough' });
    await rest();
    expect(finished()?.outcome).toBe('cancelled');
    expect(world.state(runId).life).toBe('aborted');
    expect(world.clock.timers).toBe(1);
  });

  it.each([
    [get, 'failed'],
    [post, 'indeterminate'],
  ])('of a dead core: %s is %s, and is not sent again', async (request, outcome) => {
    const disk = newDisk();
    const first = openWorld(httpStep(request), disk);
    first.http.answer = () => new Promise(() => {});
    await first.core.drive('all');
    const runId = await first.create();
    await first.command(runId, { type: 'start' });
    await rest();
    const second = openWorld(httpStep(request), disk);
    await second.core.drive('all');
    await rest();
    expect(second.log(runId, 'attempt.finished')[0]?.data).toMatchObject({ outcome });
    expect(second.http.requests).toEqual([]);
  });
});
