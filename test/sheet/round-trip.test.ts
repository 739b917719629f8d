import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import { judgeDocument } from '../../main/domain/plan/index.ts';
import { convertSheet, yamlDocument } from '../../main/domain/sheet/index.ts';
import { YamlMap } from '../../main/domain/sheet/yaml-text.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        ': ',
        '#',
        ' #x',
        '- ',
        '@',
        '`',
        "'",
        '"',
        '\n',
        '\n\n',
        ' \n',
        '\t',
        '\r',
        '{',
        '}',
        '[',
        '%',
        '&a',
        '*a',
        '!x',
        '|',
        '>',
        '${{ inputs.x }}',
        '${{',
        'yes',
        'null',
        '4.10',
        '0755',
        '~',
        '=HYPERLINK("x")',
        '\u0085',
        '\u2028',
        '\ufeff',
        '---',
        '...',
        '<<',
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join('')),
);

describe('the runbook text', () => {
  it('reads back as exactly the texts it was written from, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, hostile), { maxLength: 8 }), (pairs) => {
        const wanted = new Map(
          pairs
            .filter(([key]) => key !== '__proto__' && key !== '<<')
            .map(([key, value]) => [key.toWellFormed(), value.toWellFormed()]),
        );
        const text = yamlDocument(
          new YamlMap([
            ['list', [...wanted.values()]],
            ['map', new YamlMap([...wanted])],
            ['deep', [new YamlMap([...wanted])]],
          ]),
        );
        const read = parse(text, { maxAliasCount: 0 });
        expect(read.list ?? []).toEqual([...wanted.values()]);
        expect(Object.entries(read.map ?? {}).toSorted()).toEqual([...wanted].toSorted());
      }),
      { numRuns: 600 },
    );
  });

  it('keeps every cell of any table: it parses, has no error, and x-sheet gives the same texts back', () => {
    const table = fc
      .integer({ min: 2, max: 5 })
      .chain((columns) =>
        fc.array(fc.array(hostile, { minLength: columns, maxLength: columns }), { minLength: 2, maxLength: 7 }),
      );
    fc.assert(
      fc.property(table, ([headings = [], ...lines]) => {
        // The first column is the task; the id makes every row one.
        const cells = [
          ['Task', ...headings.slice(1).map((heading, at) => `c${at} ${heading}`)],
          ...lines.map((line, at) => [`task ${at}`, ...line.slice(1)]),
        ];
        const rows = cells.map((row, at) => ({
          number: at + 1,
          level: 0,
          cells: row.map((cell) => (cell === '' ? null : cell)),
        }));
        const workbook = {
          fileName: 'any.csv',
          worksheets: [{ name: 'any', isHidden: false, rows, columns: headings.length, merges: [] }],
          remarks: [],
        };
        const mapping = Object.fromEntries(headings.map((_, at) => [String(at), at === 0 ? ('task' as const) : null]));
        const made = convertSheet(
          workbook,
          { headingRow: 1, mapping, timezone: 'UTC' },
          { resolve: resolveWallTime, zoneHere: 'UTC' },
        );
        if (made.document === null) throw new Error(JSON.stringify(made.findings));
        const text = yamlDocument(made.document);
        expect(judgeDocument(text, resolveWallTime).findings.filter(({ severity }) => severity === 'error')).toEqual(
          [],
        );
        const kept = new Map<string, string[]>(
          parse(text).steps.map((step: { 'x-source': { row: string }; 'x-sheet'?: Record<string, string> }) => [
            step['x-source'].row,
            Object.values(step['x-sheet'] ?? {}),
          ]),
        );
        for (const [at, line] of lines.entries()) {
          const wanted = line
            .slice(1)
            .map((cell) => cell.toWellFormed())
            .filter((cell) => cell.trim() !== '');
          expect(kept.get(String(at + 2))).toEqual(wanted);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('takes no cell of a mapped column away either', () => {
    const cells = [
      '- yes',
      '@home: "x" # y',
      "it's",
      '4.10',
      '=HYPERLINK("http://x","y")',
      'a\n\n  b\n',
      '${{ secrets.x }} and ${{',
      ' lead',
      '#1',
    ];
    const heads = ['ID', 'Task', 'Detail', 'Verification', 'Comments', 'Backout', 'Owner', 'Supplier'];
    const rows = [heads, ...cells.map((cell, at) => [`i${at}`, `t${at}`, cell, cell, cell, cell, cell, cell])].map(
      (row, at) => ({ number: at + 1, level: 0, cells: row }),
    );
    const workbook = {
      fileName: 'any.csv',
      worksheets: [{ name: 'any', isHidden: false, rows, columns: heads.length, merges: [] }],
      remarks: [],
    };
    const made = convertSheet(workbook, { timezone: 'UTC' }, { resolve: resolveWallTime, zoneHere: 'UTC' });
    if (made.document === null) throw new Error(JSON.stringify(made.findings));
    const text = yamlDocument(made.document);
    expect(judgeDocument(text, resolveWallTime).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const keys = {
      Detail: 'instructions',
      Verification: 'expected',
      Comments: 'notes',
      Supplier: 'supplier',
      Owner: 'responsible',
    };
    for (const [at, step] of parse(text).steps.entries()) {
      for (const [heading, key] of Object.entries(keys))
        expect(`${step[key]}\u0000${step['x-sheet']?.[heading]}`).toContain(cells[at]);
      expect(`${step.backout?.instructions}\u0000${step['x-sheet']?.Backout}`).toContain(cells[at]);
    }
  });
});
