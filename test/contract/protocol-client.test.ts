import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionState } from '../../contract/client.ts';
import { failed, ok, type Result } from '../../contract/errors.ts';
import { runIdSchema } from '../../contract/ids.ts';
import { createProtocolClient } from '../../contract/protocol-client.ts';
import type { Channel, OpenedChannel } from '../../contract/protocol-link.ts';
import type { ServerFrame } from '../../contract/wire.ts';
import { fakeRunId } from './fake-core.ts';

const runId = runIdSchema.parse(fakeRunId);

/** A core of which the test plays every word. */
class PlayedCore {
  readonly heard: unknown[] = [];
  isClosed = false;
  #say: (text: string) => void = () => {};
  #gone: () => void = () => {};

  readonly channel: Channel = {
    send: (text) => this.heard.push(JSON.parse(text)),
    close: () => {
      this.isClosed = true;
    },
    onText: (receive) => {
      this.#say = receive;
    },
    onClose: (closed) => {
      this.#gone = closed;
    },
  };

  say(frame: ServerFrame | string): void {
    this.#say(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  welcome(): void {
    this.say({ kind: 'welcome', protocol: 1, coreId: 'core-1' });
  }

  hangUp(): void {
    this.#gone();
  }
}

const cores: PlayedCore[] = [];
let answers: (() => Result<OpenedChannel>)[] = [];
const open = async (): Promise<Result<OpenedChannel>> => {
  const answer = answers.shift();
  if (answer !== undefined) return answer();
  const core = new PlayedCore();
  cores.push(core);
  return ok({ channel: core.channel, secret: 'the tab secret' });
};
const newest = (): PlayedCore => {
  const core = cores.at(-1);
  if (core === undefined) throw new Error('nobody connected');
  return core;
};

beforeEach(() => {
  vi.useFakeTimers();
  cores.length = 0;
  answers = [];
});
afterEach(() => vi.useRealTimers());

async function connected() {
  const client = createProtocolClient(open);
  const states: ConnectionState[] = [];
  client.onConnection((state) => states.push(state));
  await vi.advanceTimersByTimeAsync(0);
  newest().welcome();
  return { client, states };
}

describe('a protocol client', () => {
  it('says hello with its secret and nothing else before it is welcome', async () => {
    const client = createProtocolClient(open);
    const asked = client.call('workspace.get', {});
    await vi.advanceTimersByTimeAsync(0);
    expect(newest().heard).toEqual([{ kind: 'hello', protocol: 1, secret: 'the tab secret' }]);
    newest().welcome();
    expect(newest().heard).toHaveLength(2);
    newest().say({ kind: 'problem', id: 1, problem: { code: 'refused', message: 'no' } });
    expect(await asked).toMatchObject({ problem: { code: 'refused' } });
    await client.close();
  });

  it('gives a core that does not answer the hello ten seconds, then tries again', async () => {
    const client = createProtocolClient(open);
    await vi.advanceTimersByTimeAsync(10_100);
    expect(cores).toHaveLength(2);
    expect(cores[0]?.isClosed).toBe(true);
    await client.close();
  });

  it('notices a connection that is dead without having been closed', async () => {
    const { client, states } = await connected();
    await vi.advanceTimersByTimeAsync(9000);
    expect(newest().heard.slice(1)).toEqual([1, 2, 3].map((id) => ({ kind: 'ping', id })));
    newest().say({ kind: 'pong', id: 3 });
    await vi.advanceTimersByTimeAsync(9000);
    expect(states.at(-1)).toBe('connected');
    await vi.advanceTimersByTimeAsync(3000);
    expect(states.at(-1)).toBe('disconnected');
    await client.close();
  });

  it('waits longer and longer between attempts, two seconds at most, and is quick again after a success', async () => {
    const { client } = await connected();
    answers = Array.from({ length: 7 }, () => () => failed('disconnected', 'nobody there'));
    newest().hangUp();
    await vi.advanceTimersByTimeAsync(100 + 250 + 500 + 1000 + 2000 + 2000 + 1999);
    expect(answers).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1 + 2000);
    expect(cores).toHaveLength(2);
    newest().welcome();
    newest().hangUp();
    await vi.advanceTimersByTimeAsync(100);
    expect(cores).toHaveLength(3);
    await client.close();
  });

  it('does not try again where it is not welcome, and says why to every call and subscription', async () => {
    const { client, states } = await connected();
    const problems: string[] = [];
    client.subscribe('home', {}, { message: () => {}, problem: ({ code }) => void problems.push(code) });
    answers = [() => failed('unauthorized', 'the session has ended')];
    newest().hangUp();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(cores).toHaveLength(1);
    expect(states.at(-1)).toBe('disconnected');
    expect(problems).toEqual(['unauthorized']);
    expect(await client.call('workspace.get', {})).toMatchObject({ problem: { code: 'unauthorized' } });
    await client.close();
  });

  it('takes a refusal instead of a welcome for an answer', async () => {
    const client = createProtocolClient(open);
    const asked = client.call('workspace.get', {});
    await vi.advanceTimersByTimeAsync(0);
    newest().say({ kind: 'refused', problem: { code: 'unauthorized', message: 'another protocol' } });
    expect(await asked).toMatchObject({ problem: { code: 'unauthorized', message: 'another protocol' } });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(cores).toHaveLength(1);
    await client.close();
  });

  it.each([['garbage'], ['{"kind":"dance"}'], ['{"kind":"part","index":3,"last":true,"text":"{}"}']])(
    'hangs up on a core that says %s, and connects anew',
    async (said) => {
      const { client, states } = await connected();
      newest().say(said);
      expect(states.at(-1)).toBe('disconnected');
      expect(newest().isClosed).toBe(true);
      await vi.advanceTimersByTimeAsync(100);
      expect(cores).toHaveLength(2);
      await client.close();
    },
  );

  it('asks after a reconnect for what it has not received, in every topic that can tell', async () => {
    const { client } = await connected();
    const attempt = { runId, stepId: 'one', target: 'web-01', attempt: 1 };
    client.subscribe('events', { runId }, { message: () => {} });
    client.subscribe('output', attempt, { message: () => {} });
    newest().say({ kind: 'push', id: 1, messages: [{ lines: ['a', 'b'], lastSeq: 17 }] });
    const chunk = { stream: 'stderr', offset: 40, bytes: 2, text: 'é', at: 0 };
    newest().say({ kind: 'push', id: 2, messages: [{ chunks: [chunk], complete: false }] });
    newest().hangUp();
    await vi.advanceTimersByTimeAsync(100);
    newest().welcome();
    expect(newest().heard.slice(1)).toEqual([
      { kind: 'subscribe', id: 1, topic: 'events', params: { runId, afterSeq: 17 } },
      { kind: 'subscribe', id: 2, topic: 'output', params: { ...attempt, from: { stderr: 42 } } },
    ]);
    await client.close();
  });

  it('leaves no timer behind when it is closed, in whatever state', async () => {
    const { client } = await connected();
    await client.close();
    expect(vi.getTimerCount()).toBe(0);
    const waiting = createProtocolClient(open);
    await waiting.close();
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
    expect(newest().isClosed).toBe(true);
    answers = [() => failed('disconnected', 'nobody there')];
    const trying = createProtocolClient(open);
    await vi.advanceTimersByTimeAsync(0);
    await trying.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
