import { expect, test } from 'vitest';
import { plainText, spansOf } from '../../renderer/format/ansi.ts';

const ESC = '\u001b';

test('colours and weight survive, as names', () => {
  expect(spansOf(`${ESC}[1;31mfailed${ESC}[0m on web-07`)).toEqual([
    { text: 'failed', color: 'red', isBold: true },
    { text: ' on web-07', color: null, isBold: false },
  ]);
});

test('arguments of 256 and true colours are not read as codes of their own', () => {
  expect(spansOf(`${ESC}[38;5;31mx`)).toEqual([{ text: 'x', color: null, isBold: false }]);
  expect(spansOf(`${ESC}[38;2;1;32;34mx`)).toEqual([{ text: 'x', color: null, isBold: false }]);
});

test('what moves the cursor, clears the screen, sets a title or writes to the clipboard is taken out', () => {
  expect(plainText(`a${ESC}[2Jb${ESC}[1;1Hc`)).toBe('abc');
  expect(plainText(`a${ESC}]0;evil title\u0007b`)).toBe('ab');
  expect(plainText(`a${ESC}]52;c;ZXZpbA==${ESC}\\b`)).toBe('ab');
  expect(plainText(`a${ESC}]8;;file:///etc/passwd${ESC}\\link${ESC}]8;;${ESC}\\`)).toBe('alink');
  expect(plainText(`a\u009b31mb${ESC}`)).toBe('ab');
});

test('an escape sequence that never ends hides nothing that came before it', () => {
  expect(plainText(`before${ESC}]0;never ends`)).toBe('before');
});

test('characters that turn the direction of text are shown, not obeyed', () => {
  expect(plainText('safe\u202egnp.exe')).toBe('safe⟨U+202E⟩gnp.exe');
  expect(plainText('null\u0000byte')).toBe('null␀byte');
});

test('of a line rewritten by carriage returns the last writing stands', () => {
  expect(plainText('10 %\r55 %\r100 %')).toBe('100 %');
  expect(plainText('windows line\r')).toBe('windows line');
});
