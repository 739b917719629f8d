import { expect, it } from 'vitest';
import { AnswerReader } from '../../main/core/environment/answer-reader.ts';

const columns = new Map([
  ['q0', 'disk'],
  ['q1', 'memory'],
]);

function read(text: string, piece = text.length) {
  const reader = new AnswerReader('hp-mark', columns, () => 0);
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += piece) reader.take(bytes.subarray(at, at + piece));
  return Object.fromEntries(
    [...reader.end(false)].map(([column, { exitCode, text: said }]) => [column, [exitCode, said]]),
  );
}

it('takes answers apart, in whatever pieces they come', () => {
  const text = 'noise\n\nhp-mark q1 line all fine\n\nhp-mark q0 begin\nhalf a line, ü\nhp-mark q0 end 3\n';
  for (const piece of [1, 7, text.length]) {
    expect(read(text, piece)).toEqual({ memory: [0, 'all fine'], disk: [3, 'half a line, ü'] });
  }
});

it('is not fooled by what a program prints: without the mark it is only output', () => {
  const text = 'hp-mark q0 begin\nq0 end 0\nhp-other q0 end 0\nhp-mark q9 end 0\nhp-mark q0 end 1\n';
  expect(read(text)).toEqual({ disk: [1, 'q0 end 0\nhp-other q0 end 0\nhp-mark q9 end 0'] });
});

it('keeps so much of a flood and no more, also of a line without an end', () => {
  const flood = `hp-mark q0 begin\n${'x'.repeat(3_000_000)}\n${'y\n'.repeat(100_000)}\nhp-mark q0 end 0\n`;
  const answers = read(flood, 65_536);
  expect(answers.disk?.[0]).toBe(0);
  expect(String(answers.disk?.[1]).length).toBeLessThan(300_000);
});
