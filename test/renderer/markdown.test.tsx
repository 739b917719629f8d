import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { blocksOf, inlinesOf } from '../../renderer/format/markdown.ts';
import { Markdown } from '../../renderer/ui/Markdown.tsx';

test('headings, lists, code and tables become blocks', () => {
  const text =
    '# Title\n\nA line\nand more\n\n1. one\n2. two\n\n```sh\nrm -rf /\n```\n\n| a | b |\n|---|---|\n| 1 | x \\| y |\n';
  expect(blocksOf(text)).toEqual([
    { kind: 'heading', level: 1, text: 'Title' },
    { kind: 'paragraph', text: 'A line\nand more' },
    { kind: 'list', isOrdered: true, items: ['one', 'two'] },
    { kind: 'code', text: 'rm -rf /' },
    { kind: 'table', head: ['a', 'b'], rows: [['1', 'x | y']] },
  ]);
});

test('an unclosed fence, a lone pipe and a lone star stay text and end', () => {
  expect(blocksOf('```\nnever closed')).toEqual([{ kind: 'code', text: 'never closed' }]);
  expect(blocksOf('a | b')).toEqual([{ kind: 'paragraph', text: 'a | b' }]);
  expect(inlinesOf('2 * 3 * 4')).toEqual([{ kind: 'text', text: '2 * 3 * 4' }]);
});

test('markup in a document stays text', () => {
  const html = renderToStaticMarkup(<Markdown text={'<img src=x onerror=alert(1)> **<b>x</b>**'} />);
  expect(html).not.toMatch(/<img|<b>/);
  expect(html).toContain('&lt;img');
});

test('a link leads to the web or nowhere', () => {
  const html = renderToStaticMarkup(
    <Markdown text={'[a](javascript:alert(1)) [b](https://example.com) [c](file:///etc/passwd)'} />,
  );
  expect(html.match(/<a /g)).toHaveLength(1);
  expect(html).toContain('href="https://example.com"');
  expect(html).not.toContain('href="javascript');
});
