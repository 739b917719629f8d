import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '../../renderer');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(css|tsx?)$/.test(name));

test('no file but the tokens names a colour', () => {
  const guilty = files
    .filter((name) => !name.endsWith('tokens.css'))
    .filter((name) =>
      /#[0-9a-f]{3,8}\b(?!['"`/-])|\brgba?\(|\bhsla?\(/i.test(readFileSync(path.join(root, name), 'utf8')),
    );
  expect(guilty).toEqual([]);
});

function definedIn(css: string): Set<string> {
  return new Set([...css.matchAll(/^\s*(--[a-z0-9-]+):/gm)].map((match) => match[1] ?? ''));
}

test('every token that is used is defined, among the tokens or in the file that uses it', () => {
  const tokens = definedIn(readFileSync(path.join(root, 'styles/tokens.css'), 'utf8'));
  /** Set by the component: how many columns a table has. */
  const fromComponents = new Set(['--columns']);
  const missing = files.flatMap((name) => {
    const text = readFileSync(path.join(root, name), 'utf8');
    const own = definedIn(text);
    return [...text.matchAll(/var\((--[a-z0-9-]+)(?=[\s,)])/g)]
      .map((match) => match[1] ?? '')
      .filter((token) => !tokens.has(token) && !own.has(token) && !fromComponents.has(token))
      .filter((token) => !token.startsWith('--mantine'))
      .map((token) => `${name}: ${token}`);
  });
  expect(missing).toEqual([]);
});

test('nothing in the page comes from outside, nothing makes markup from text', () => {
  const html = readFileSync(path.join(root, 'index.html'), 'utf8');
  expect(html).not.toMatch(/https?:|<script>|<style|javascript:|\son\w+=/);
  for (const name of files) {
    expect(readFileSync(path.join(root, name), 'utf8'), name).not.toMatch(
      /dangerouslySetInnerHTML|innerHTML|\beval\(|new Function/,
    );
  }
});
