import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const sources = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx', '*.mjs', '*.css'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const lines = (file: string) => read(file).split('\n').length;

describe('budgets', () => {
  it('hold every source file to 400 lines', () => {
    expect(sources.filter((file) => lines(file) > 400)).toEqual([]);
  });

  it('hold nine of ten product files to 250 lines', () => {
    const product = sources
      .filter((file) => /^(contract|main|db|renderer|preload)\//.test(file))
      .map(lines)
      .sort((a, b) => a - b);
    expect(product[Math.floor(product.length * 0.9)]).toBeLessThanOrEqual(250);
  });

  it('name no file after a drawer', () => {
    expect(sources.filter((file) => /(^|[-/])(utils?|helpers?|common|manager)(\.|-|\/)/i.test(file))).toEqual([]);
  });
});

describe('the house', () => {
  it('casts only to brands and constants in contract, domain and core', () => {
    const casts = sources
      .filter((file) => /^(contract|main\/domain|main\/core)\//.test(file))
      .flatMap((file) =>
        read(file)
          .split('\n')
          .map((line, index) => ({ where: `${file}:${index + 1}`, line })),
      )
      .filter(
        ({ line }) =>
          /\bas (any|unknown as)\b/.test(line) && !line.trim().startsWith('//') && !line.trim().startsWith('*'),
      );
    expect(casts).toEqual([]);
  });

  it('touches the database files only through SQLite', () => {
    const offenders = sources
      .filter((file) => /^(main|db)\//.test(file) && /node:fs/.test(read(file)))
      .filter((file) =>
        /(readFile|copyFile|createReadStream|openSync)[^\n]*(holdpoint\.sqlite3|owner\.lock)/.test(read(file)),
      );
    expect(offenders).toEqual([]);
  });
});
