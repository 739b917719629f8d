import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Client, ConnectionState } from '../../contract/client.ts';
import { problemCodes } from '../../contract/errors.ts';
import type { RunId } from '../../contract/ids.ts';
import { runIdSchema } from '../../contract/ids.ts';
import type { TopicMessage } from '../../contract/topics.ts';
import { MESSAGE_CAP } from '../../contract/wire.ts';
import { type FakeCore, fakeCore, fakeRunId } from './fake-core.ts';

/** One way to be a client of a core. */
export interface Way {
  connect(): Client;
  /** Cuts every connection; the door stays open. */
  drop(): void;
  close(): Promise<void>;
}

export type OpenWay = (core: FakeCore) => Promise<Way>;

const runId: RunId = runIdSchema.parse(fakeRunId);

/** What holds for every client, whatever lies between it and the core. */
export function clientSuite(name: string, open: OpenWay): void {
  describe(`a client over ${name}`, () => {
    let core: FakeCore;
    let way: Way;
    let client: Client;

    beforeEach(async () => {
      core = fakeCore();
      way = await open(core);
      client = way.connect();
    });

    afterEach(async () => {
      await client.close();
      await way.close();
    });

    it('gets an answer in the shape of the table', async () => {
      const answer = await client.call('workspace.get', {});
      expect(answer).toMatchObject({ ok: true, value: { coreId: 'core-fake', conditions: [] } });
    });

    it('has defaults filled in before the handler sees the request', async () => {
      const answer = await client.call('runs.events', { runId });
      expect(answer).toEqual({ ok: true, value: { lines: ['0/200'], nextAfterSeq: null } });
    });

    it.each(problemCodes)('is told the problem %s as the core says it', async (code) => {
      const answer = await client.call('documents.get', { key: code });
      expect(answer).toEqual({ ok: false, problem: { code, message: `asked for ${code}`, details: [code] } });
    });

    it('is refused with the place of the mistake when a request is malformed', async () => {
      const answer = await client.call('runs.events', { runId, limit: 0 });
      expect(answer).toMatchObject({ ok: false, problem: { code: 'invalid-input' } });
      expect(answer.ok || answer.problem.details?.[0]).toMatch(/^limit: /);
    });

    it('is refused when it names no operation there is', async () => {
      for (const operation of ['nothing.here', 'constructor', '__proto__', '']) {
        const answer: unknown = await Reflect.apply(client.call, client, [operation, {}]);
        expect(answer).toMatchObject({ ok: false, problem: { code: 'invalid-input' } });
      }
    });

    it('never gets an answer the table does not allow, nor the text of a thrown error', async () => {
      const [malformed, thrown] = await Promise.all([client.call('runs.list', {}), client.call('documents.list', {})]);
      expect(malformed).toMatchObject({ ok: false, problem: { code: 'defect' } });
      expect(thrown).toMatchObject({ ok: false, problem: { code: 'defect' } });
      expect(JSON.stringify([malformed, thrown])).not.toContain('secret-in-the-text');
      expect(core.logged.join('\n')).toContain('the handler broke');
    });

    it('gets each of many answers to the question it belongs to', async () => {
      const lengths = Array.from({ length: 100 }, (_, index) => index);
      const answers = await Promise.all([
        client.call('runs.why', { runId }),
        ...lengths.map((length) => client.call('documents.lint', { text: 'x'.repeat(length) })),
      ]);
      const kinds = answers.slice(1).map((answer) => (answer.ok && 'kind' in answer.value ? answer.value.kind : null));
      expect(kinds).toEqual(lengths.map((length) => `${length}:${'x'.repeat(Math.min(3, length))}`));
    });

    it('carries large messages whole in both directions, whatever characters they hold', async () => {
      const text = `${'"\\€😀\n'.repeat(300_000)}end`;
      const up = await client.call('documents.lint', { text });
      expect(up).toEqual({ ok: true, value: { kind: `${text.length}:end`, findings: [] } });
      const part = 'ä"😀'.repeat(40_000);
      const down = await client.call('runbooks.preview', { text: part });
      expect(down.ok && down.value.title === part.repeat(20)).toBe(true);
    });

    it('is told that a request is too large, and goes on working', async () => {
      const answer = await client.call('documents.lint', { text: 'x'.repeat(MESSAGE_CAP) });
      expect(answer).toMatchObject({ ok: false, problem: { code: 'too-large' } });
      expect(await client.call('workspace.get', {})).toMatchObject({ ok: true });
    });

    it('gets the messages of a topic in order, each once, from where it asked', async () => {
      for (let line = 1; line <= 120; line++) core.say(`line ${line}`);
      const received = follow(client, 20);
      await until(() => received.length === 100);
      core.say('line 121');
      await until(() => received.length === 101);
      expect(received).toEqual(Array.from({ length: 101 }, (_, index) => `line ${index + 21}`));
    });

    it('gets nothing more after it closed its subscription, and the core forgets it', async () => {
      const received: string[] = [];
      const subscription = client.subscribe(
        'events',
        { runId },
        { message: (message) => received.push(...message.lines) },
      );
      core.say('before');
      await until(() => received.length === 1);
      subscription.close();
      await until(() => core.openFeeds() === 0);
      core.say('after');
      await client.call('workspace.get', {});
      expect(received).toEqual(['before']);
    });

    it('is told why a subscription is not possible', async () => {
      const problems: string[] = [];
      const listener = { message: () => {}, problem: ({ code }: { code: string }) => void problems.push(code) };
      client.subscribe('run', { runId }, listener);
      client.subscribe('home', {}, listener);
      client.subscribe('output', { runId, stepId: 'one', target: 'web-01', attempt: 1 }, listener);
      await until(() => problems.length === 3);
      expect(problems.toSorted()).toEqual(['defect', 'not-found', 'refused']);
    });

    it('connects again after a loss and goes on where it was, with nothing lost or said twice', async () => {
      const states: ConnectionState[] = [];
      client.onConnection((state) => states.push(state));
      const received = follow(client, 0);
      core.say('one');
      await until(() => received.length === 1);
      const pending = client.call('runs.why', { runId });
      await until(() => states.at(-1) === 'connected');
      way.drop();
      expect(await pending).toMatchObject({ ok: false, problem: { code: 'disconnected' } });
      core.say('two');
      await until(() => received.length === 2);
      core.say('three');
      await until(() => received.length === 3);
      expect(received).toEqual(['one', 'two', 'three']);
      expect(states.slice(-3)).toEqual(['disconnected', 'connecting', 'connected']);
      expect(await client.call('workspace.get', {})).toMatchObject({ ok: true });
    });

    it('answers every call once it is closed', async () => {
      await client.call('workspace.get', {});
      const pending = client.call('runs.why', { runId });
      await client.close();
      expect(await pending).toMatchObject({ ok: false, problem: { code: 'disconnected' } });
      expect(await client.call('workspace.get', {})).toMatchObject({ ok: false, problem: { code: 'disconnected' } });
    });
  });
}

function follow(client: Client, afterSeq: number): string[] {
  const received: string[] = [];
  client.subscribe(
    'events',
    { runId, afterSeq },
    { message: (message: TopicMessage<'events'>) => received.push(...message.lines) },
  );
  return received;
}

/** Waits until it holds, at most five seconds. */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('it did not come to hold within five seconds');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
