import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText, rawSpans, terminalLine } from '../../../renderer/format/ansi.ts';
import { hueOfRgb, plainLook, turnedLook } from '../../../renderer/format/sgr.ts';

const ESC = '\u001b';

function seen(line: string) {
  return terminalLine(line).spans.map(({ text, look }) => [text, look.color, look.isBold]);
}

test('colours and weight survive, as names every theme has', () => {
  expect(seen(`${ESC}[1;31mfailed${ESC}[0m on web-07`)).toEqual([
    ['failed', 'red', true],
    [' on web-07', null, false],
  ]);
});

test('256 and true colours are taken to the nearest name, and their arguments are not codes of their own', () => {
  expect(seen(`${ESC}[38;5;196mx`)).toEqual([['x', 'red', false]]);
  expect(seen(`${ESC}[38;2;10;200;30mx`)).toEqual([['x', 'green', false]]);
  expect(seen(`${ESC}[38:2::10:20:200mx`)).toEqual([['x', 'blue', false]]);
  expect(seen(`${ESC}[38;5;31;1mx`)).toEqual([['x', 'cyan', true]]);
  expect(hueOfRgb(200, 200, 205)).toBe('white');
  expect(hueOfRgb(20, 20, 20)).toBe('black');
});

test('underline, inverse and a ground are kept; what conceals or blinks is not obeyed', () => {
  expect(turnedLook(plainLook, '4;7;42')).toMatchObject({ isUnderlined: true, isInverse: true, ground: 'green' });
  expect(turnedLook(plainLook, '8;5')).toBe(plainLook);
  expect(turnedLook({ ...plainLook, isUnderlined: true }, '4:0').isUnderlined).toBe(false);
});

test('what moves the cursor, clears the screen, sets a title, asks the device or writes to the clipboard is taken out and counted', () => {
  expect(plainText(`a${ESC}[2Jb${ESC}[1;1Hc${ESC}[6n`)).toBe('abc');
  expect(terminalLine(`a${ESC}[2Jb${ESC}[1;1Hc${ESC}[6n`).hidden).toBe(3);
  expect(plainText(`a${ESC}]0;evil title\u0007b`)).toBe('ab');
  expect(plainText(`a${ESC}]52;c;ZXZpbA==${ESC}\\b`)).toBe('ab');
  expect(plainText(`a${ESC}]8;;file:///etc/passwd${ESC}\\link${ESC}]8;;${ESC}\\`)).toBe('alink');
  expect(plainText(`a\u009b31mb${ESC}`)).toBe('ab');
});

test('an escape sequence that never ends hides nothing, neither before it nor behind it', () => {
  expect(plainText(`before${ESC}]0;never ends`)).toBe('before0;never ends');
});

test('characters that cannot be seen or turn the direction of text are shown, not obeyed', () => {
  expect(plainText('safe\u202egnp.exe')).toBe('safe⟨U+202E⟩gnp.exe');
  expect(plainText('null\u0000byte')).toBe('null^@byte');
  expect(plainText('tag\u{e0041}')).toBe('tag⟨U+E0041⟩');
});

test('a carriage return and a backspace write over the line as on a terminal, and it is said that they did', () => {
  expect(plainText('10 %\r55 %\r100 %')).toBe('100 %');
  expect(plainText('downloading\rdone')).toBe('doneloading');
  expect(plainText(`downloading\r${ESC}[Kdone`)).toBe('done');
  expect(plainText('passw\b\b\b\b\bxxxxx')).toBe('xxxxx');
  expect(terminalLine('downloading\rdone').isRewritten).toBe(true);
  expect(plainText('windows line\r')).toBe('windows line');
  expect(terminalLine('windows line\r').isRewritten).toBe(false);
});

const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ESC,
      '[',
      ']',
      'm',
      'K',
      ';',
      '0',
      '1',
      '\u0007',
      '\\',
      '\r',
      '\b',
      '\u009b',
      '\u202e',
      '\u0000',
      'P',
      '?',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 60,
});
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not survive
const OBEYED = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

test('whatever is printed, nothing that a terminal or a text engine obeys reaches the page', () => {
  fc.assert(
    fc.property(nasty, (line) => {
      expect(plainText(line)).not.toMatch(OBEYED);
      expect(
        rawSpans(line)
          .map((span) => span.text)
          .join(''),
      ).not.toMatch(OBEYED);
    }),
    { numRuns: 3000 },
  );
});

test('the raw view leaves nothing out: every visible character of the line is in it', () => {
  fc.assert(
    fc.property(nasty, (line) => {
      const raw = rawSpans(line)
        .map((span) => span.text)
        .join('');
      for (const character of line) if (/[\x20-\x7e]/.test(character)) expect(raw).toContain(character);
    }),
  );
});
