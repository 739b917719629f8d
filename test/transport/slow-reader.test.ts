import { expect, it } from 'vitest';
import { encodeFrame } from '../../contract/framing.ts';
import { PROTOCOL_VERSION } from '../../contract/wire.ts';
import { ServerConnection } from '../../main/transport/connection.ts';
import type { CloseReason, Pipe } from '../../main/transport/pipe.ts';
import { until } from '../contract/client-suite.ts';
import { fakeCore, fakeRunId } from '../contract/fake-core.ts';

/** A pipe whose reader takes texts only when told to. */
function stalledPipe() {
  const waiting: { text: string; taken: () => void }[] = [];
  const closes: CloseReason[] = [];
  let receive: (text: string) => void = () => {};
  const pipe: Pipe = {
    send: (text, taken) => void waiting.push({ text, taken }),
    close: (reason) => void closes.push(reason),
    onText: (listener) => {
      receive = listener;
    },
    onClose: () => {},
  };
  const read = () =>
    waiting.splice(0).map(({ text, taken }) => {
      taken();
      return text;
    });
  return { pipe, closes, read, waiting, say: (text: string) => receive(text) };
}

function connected() {
  const core = fakeCore();
  const line = stalledPipe();
  const connection = new ServerConnection(line.pipe, {
    ...{ dispatcher: core.dispatcher, log: core.log, caller: { via: 'desk' as const } },
    admit: () => null,
    closed: () => {},
  });
  const hello = { kind: 'hello' as const, protocol: PROTOCOL_VERSION, secret: '' };
  for (const text of encodeFrame(hello)) line.say(text);
  return { core, line, connection };
}

it('keeps the memory for a reader that stands still below a bound, and gives it everything in order afterwards', async () => {
  const { core, line, connection } = connected();
  line.say(JSON.stringify({ kind: 'subscribe', id: 1, topic: 'events', params: { runId: fakeRunId } }));
  for (let index = 0; index < 5000; index++) core.say(`${index} ${'x'.repeat(1000)}`);
  await until(() => line.waiting.length > 1);
  await new Promise((resolve) => setImmediate(resolve));
  const held = line.waiting.reduce((bytes, { text }) => bytes + text.length, 0);
  expect(held).toBeLessThan(1.2 * 1024 * 1024);

  const numbers: number[] = [];
  await until(() => {
    for (const text of line.read()) {
      const frame = JSON.parse(text);
      if (frame.kind !== 'push') continue;
      for (const message of frame.messages)
        numbers.push(...message.lines.map((said: string) => Number.parseInt(said, 10)));
    }
    return numbers.length >= 5000;
  });
  expect(numbers).toEqual(Array.from({ length: 5000 }, (_, index) => index));
  connection.close('shutdown');
});

it('cuts off a reader that asks and asks and never takes an answer', async () => {
  const { line } = connected();
  const text = 'x'.repeat(100_000);
  for (let id = 1; id <= 60 && line.closes.length === 0; id++) {
    line.say(JSON.stringify({ kind: 'call', id, operation: 'runbooks.preview', input: { text } }));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await until(() => line.closes.length > 0);
  expect(line.closes).toEqual(['too-slow']);
});

it('answers too many requests at once with a problem instead of doing them', async () => {
  const { line, connection } = connected();
  for (let id = 1; id <= 300; id++)
    line.say(JSON.stringify({ kind: 'call', id, operation: 'runs.why', input: { runId: fakeRunId } }));
  await until(() => line.waiting.length >= 301);
  const tooMany = line.read().filter((text) => text.includes('too-large'));
  expect(tooMany).toHaveLength(300 - 256);
  connection.close('shutdown');
});
