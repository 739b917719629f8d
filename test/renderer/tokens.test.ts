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

test('every token that is used is defined', () => {
  const defined = new Set(
    [...readFileSync(path.join(root, 'styles/tokens.css'), 'utf8').matchAll(/^\s*(--[a-z0-9-]+):/gm)].map(
      (match) => match[1],
    ),
  );
  const own = new Set(['--columns']);
  const missing = files.flatMap((name) =>
    [...readFileSync(path.join(root, name), 'utf8').matchAll(/var\((--[a-z0-9-]+)\)/g)]
      .map((match) => match[1] ?? '')
      .filter((token) => !defined.has(token) && !own.has(token) && !token.startsWith('--mantine'))
      .map((token) => `${name}: ${token}`),
  );
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
