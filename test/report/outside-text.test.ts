import { expect, test } from 'vitest';
import { escapeHtml, escapeMarkdown, safeUrl, visible } from '../../main/adapters/report/outside-text.ts';

test('marks that turn the direction of writing and control characters are shown, not obeyed', () => {
  expect(visible('a\u202Eb\u0000c\u001b[31md\re')).toBe('a[U+202E]b␀c␛[31md\ne');
});

test('HTML is escaped in text and in attributes', () => {
  expect(escapeHtml(`<a href="x" on='y'>&`)).toBe('&lt;a href=&quot;x&quot; on=&#39;y&#39;&gt;&amp;');
});

test.each([
  ['a | b', 'a \\| b'],
  ['# heading', '\\# heading'],
  ['1. item', '1\\. item'],
  ['- item', '\\- item'],
  ['[x](javascript:y)', '\\[x\\](javascript:y)'],
  ['one\ntwo', 'one ⏎ two'],
  ['<b>&', '&lt;b&gt;&amp;'],
  ['`c` *b* _i_ ~s~ @team', '\\`c\\` \\*b\\* \\_i\\_ \\~s\\~ \\@team'],
  ['web-07 (4.2)', 'web-07 (4.2)'],
])('Markdown takes %s as text', (from, to) => {
  expect(escapeMarkdown(from)).toBe(to);
});

test.each([
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'JaVaScRiPt:x',
  'data:text/html,x',
  'file:///etc/passwd',
  'vbscript:x',
  '//x',
])('a reader is never led to %s', (url) => {
  expect(safeUrl(url)).toBeNull();
});

test('an address on the web stays a link', () => {
  expect(safeUrl('https://tickets.example.com/DBA-442?a=1&b=<')).toBe('https://tickets.example.com/DBA-442?a=1&b=%3C');
});
