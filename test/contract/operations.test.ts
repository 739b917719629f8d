import { describe, expect, it } from 'vitest';
import { isOperationName, type OperationName, operations } from '../../contract/operations.ts';
import { isTopicName, topics } from '../../contract/topics.ts';
import { fakeCore } from './fake-core.ts';

const names = Object.keys(operations).filter(isOperationName);
const desk = { via: 'desk' } as const;

async function codeOf(mode: 'read' | 'record' | 'drive', name: OperationName): Promise<string> {
  const answer = await fakeCore(mode).dispatcher.call(name, {}, desk);
  return answer.ok ? 'ok' : answer.problem.code;
}

describe('the operations table', () => {
  it.each(names)('%s is refused by a core that may not do its verb, before its input is looked at', async (name) => {
    const { verb } = operations[name];
    expect((await codeOf('read', name)) === 'read-only').toBe(verb !== 'read');
    expect((await codeOf('record', name)) === 'read-only').toBe(verb === 'drive');
    expect(await codeOf('drive', name)).not.toBe('read-only');
  });

  it.each(names)('%s does not crash on input of another shape', async (name) => {
    const { dispatcher } = fakeCore();
    for (const input of [null, undefined, 0, 'text', [], { runId: {} }, { __proto__: { key: 'x' } }]) {
      const answer = await dispatcher.call(name, input, desk);
      if (!answer.ok) expect(answer.problem.message.length).toBeGreaterThan(0);
    }
    expect(await dispatcher.call(name, null, desk)).toMatchObject({ ok: false, problem: { code: 'invalid-input' } });
  });

  it('names a feature and an act in each row', () => {
    for (const name of names) expect(name).toMatch(/^[a-z]+\.[a-z]+$/);
  });
});

describe('the topics', () => {
  it.each(
    Object.keys(topics)
      .filter(isTopicName)
      // Those without parameters have none to refuse.
      .filter((name) => !['home', 'questions', 'environments'].includes(name)),
  )('%s is refused for parameters of another shape', (topic) => {
    const opened = fakeCore().dispatcher.open(topic, { runId: '../etc' }, () => {});
    expect(opened).toMatchObject({ ok: false, problem: { code: 'invalid-input' } });
  });

  it('are only those of the table', () => {
    for (const topic of ['nothing', 'constructor', '__proto__'])
      expect(fakeCore().dispatcher.open(topic, {}, () => {})).toMatchObject({ problem: { code: 'invalid-input' } });
  });
});
