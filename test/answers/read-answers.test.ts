import { expect, it } from 'vitest';
import { readAnswers } from '../../main/domain/answers/read-answers.ts';

const steps = ['drain', 'go-no-go'];

it('reads what people would say, every scalar as text', () => {
  const read = readAnswers('drain: { outcome: failed, note: 4.10 }\ngo-no-go:\n  approve: true\n  by: Cleo\n', steps);
  expect(read).toEqual({
    ok: true,
    value: { drain: { outcome: 'failed', note: '4.10' }, 'go-no-go': { outcome: 'done', approve: true, by: 'Cleo' } },
  });
  expect(readAnswers('', steps)).toEqual({ ok: true, value: {} });
});

it('says the line of what is wrong', () => {
  const texts: readonly (readonly [string, number, RegExp])[] = [
    ['drain: {}\ndrian: {}', 2, /Did you mean drain/],
    ['drain:\n  aprove: true', 2, /Did you mean approve/],
    ['drain:\n  outcome: maybe', 2, /outcome/],
    ['drain: [', 1, /./],
  ];
  for (const [text, line, words] of texts) {
    const read = readAnswers(text, steps);
    expect(read.ok ? null : read.problem.findings?.[0], text).toMatchObject({
      line,
      message: expect.stringMatching(words),
    });
  }
});

it('refuses what is no map, an alias bomb and a file beyond reason, without a throw', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefgh'.split('').map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[at]}`).join(',')}]`),
  ];
  for (const text of ['just words', '- a list', bomb.join('\n'), `drain: { note: "${'x'.repeat(1_100_000)}" }`]) {
    expect(readAnswers(text, steps).ok).toBe(false);
  }
});
