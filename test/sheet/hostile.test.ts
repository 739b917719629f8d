import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { threadedSheetReader } from '../../main/hosts/threaded-sheet-reader.ts';
import { yardsticksOf } from '../support/yardstick.ts';
import { converted, imported, places } from './imported.ts';
import { textRow, workbookFile, zipFile } from './zip-file.ts';

const reader = threadedSheetReader(null);
const read = (name: string, content: string | Uint8Array) =>
  reader.read(name, typeof content === 'string' ? new Uint8Array(Buffer.from(content)) : content);
const refusal = async (name: string, content: string | Uint8Array) => {
  const answer = await read(name, content);
  return answer.ok ? 'read' : answer.problem.message;
};

const heads = ['ID', 'Task', 'Owner', 'Start', 'Duration (min)', 'Predecessors'];

describe('files that are no sheet', () => {
  const ole = (stream: string) =>
    Buffer.concat([
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      Buffer.alloc(1024),
      Buffer.from(stream, 'utf16le'),
      Buffer.alloc(512),
    ]);
  const whole = workbookFile({ rows: textRow(1, heads) });

  it.each<[string, string | Uint8Array, RegExp]>([
    ['locked.xlsx', ole('EncryptedPackage'), /protected by a password/],
    ['old.xls', ole('Workbook'), /old kind \(\.xls\)/],
    ['plan.mpp', ole('Props'), /MS Project/],
    [
      'plan.ods',
      zipFile({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<x/>' }),
      /OpenDocument/,
    ],
    ['plan.xlsb', zipFile({ 'xl/workbook.bin': 'x', '_rels/.rels': '<x/>' }), /\.xlsb/],
    ['plan.docx', zipFile({ 'word/document.xml': '<x/>' }), /text document/],
    ['photos.zip', zipFile({ 'a.jpg': 'x' }), /ZIP archive, not a workbook/],
    ['cut.xlsx', whole.subarray(0, whole.length - 40), /broken or cut-off/],
    ['empty.xlsx', '', /empty/],
    ['plan.pdf', '%PDF-1.7 …', /PDF/],
    ['report.xls', '<html><table><tr><td>Task</td></tr></table></html>', /web page/],
    ['picture.csv', new Uint8Array([0x89, 0x50, 0, 0, 1, 0, 0, 7, 0, 0, 3, 0]), /no text and no workbook/],
    [
      'evil.xlsx',
      workbookFile({ rows: '', more: { 'xl/workbook.xml': '<!DOCTYPE x [<!ENTITY a "b">]><workbook/>' } }),
      /declares XML of its own/,
    ],
  ])('says in one sentence why %s is not read', async (name, content, words) => {
    expect(await refusal(name, content)).toMatch(words);
  });

  it('does not believe a damaged stream', async () => {
    const bytes = new Uint8Array(whole);
    const at = Buffer.from(bytes).indexOf('sheet1.xml') + 12;
    bytes.fill(0xff, at, at + 60);
    expect(await refusal('damaged.xlsx', bytes)).toMatch(/broken|damaged|cannot be read/);
  });
});

describe('size', () => {
  it('reads 100,000 rows of 40 columns no further than a plan can be, in bounded time, while the core answers', async () => {
    const cells = Array.from({ length: 40 }, (_, column) => `<c t="str"><v>cell ${column}</v></c>`).join('');
    const rows = Array.from({ length: 100_000 }, (_, index) => `<row r="${index + 1}">${cells}</row>`).join('');
    const bytes = workbookFile({ rows });
    let ticks = 0;
    const timer = setInterval(() => ticks++, 20);
    const answer = await reader.read('large.xlsx', bytes);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
    if (!answer.ok) throw new Error(answer.problem.message);
    expect(answer.value.worksheets[0]?.rows).toHaveLength(10_000);
    expect(answer.value.remarks).toMatchObject([{ rule: 'too-many-rows', severity: 'error' }]);
  }, 60_000);

  it('stops a ZIP bomb before it has unpacked', async () => {
    const bomb = workbookFile({ rows: `<row r="1"><c t="str"><v>${'a'.repeat(300_000_000)}</v></c></row>` });
    expect(bomb.length).toBeLessThan(2_000_000);
    const refusing = await yardsticksOf(async () =>
      expect(await refusal('bomb.xlsx', bomb)).toMatch(/XML that cannot be read/),
    );
    expect(refusing).toBeLessThan(100);
  }, 60_000);

  it('skips a million formatted rows that hold nothing', async () => {
    const blank = '<row r="5" spans="1:9" ht="15"/>'.repeat(1_000_000);
    const rows = textRow(1, heads) + textRow(2, ['1', 'Look', 'Ann']) + blank;
    const { runbook } = await imported('blank.xlsx', workbookFile({ rows }));
    expect(runbook.steps).toHaveLength(1);
  }, 60_000);

  it('walks over pages of blanks, signs and letters once', async () => {
    const words = [
      ' '.repeat(32_000),
      '1 '.repeat(16_000),
      'a '.repeat(16_000),
      '+ '.repeat(16_000),
      '\n'.repeat(32_000),
    ];
    const lines = words.map((word, at) => `${at},"a${word}b","a${word}b","1${word}b","1${word}b","a${word}b"`);
    const walking = await yardsticksOf(async () => {
      await converted('blanks.csv', `ID,Task,Owner,Start,Duration,Predecessors\n${lines.join('\n')}`);
      await converted('pipes.csv', `ID|Task|Owner\n1|a${'|'}${' '.repeat(60_000)}x\n`);
    });
    expect(walking).toBeLessThan(30);
  });

  it('a plan in which everything waits for everything is refused soon, with some of its circles', async () => {
    const all = Array.from({ length: 300 }, (_, at) => `T-${at}`);
    const lines = all.map((id) => `${id},Task of ${id},"${all.join(',')}"`);
    const conversion = await converted('circles.csv', `ID,Task,Predecessors\n${lines.join('\n')}`);
    expect(conversion.findings.filter(({ rule }) => rule === 'cycle')).toHaveLength(200);
    expect(conversion.document).toBeNull();
  });

  it('areas that say they are merged over one another are not worked through for ever', async () => {
    const rows =
      textRow(1, heads) + Array.from({ length: 8000 }, (_, at) => textRow(at + 2, [`${at}`, 'Look'])).join('');
    const areas = Array.from({ length: 9000 }, (_, at) => `<mergeCell ref="C2:C${9000 + at}"/>`).join('');
    const bytes = workbookFile({ rows, after: `<mergeCells>${areas}</mergeCells>` });
    expect(await yardsticksOf(() => converted('merged.xlsx', bytes))).toBeLessThan(40);
  }, 30_000);

  it('a row with a number no sheet has is the next row', async () => {
    const odd =
      '<row r="1e300"><c r="A2" t="inlineStr"><is><t>1</t></is></c><c r="B2" t="inlineStr"><is><t>Look</t></is></c></row>';
    const answer = await read('odd.xlsx', workbookFile({ rows: textRow(1, heads) + odd }));
    expect(answer.ok && answer.value.worksheets[0]?.rows.map(({ number }) => number)).toEqual([1, 2]);
  });

  it('refuses more tasks than a runbook holds, and writes nothing', async () => {
    const lines = Array.from({ length: 6000 }, (_, index) => `${index},Task ${index},Ann`);
    const conversion = await converted('many.csv', `ID,Task,Owner\n${lines.join('\n')}`);
    expect(conversion.document).toBeNull();
    expect(places(conversion, 'error')).toEqual(['too-many-rows']);
  });
});

describe('what a workbook stores', () => {
  const styles =
    '<numFmts><numFmt numFmtId="170" formatCode="dd.mm.yyyy hh:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="20"/><xf numFmtId="2"/></cellXfs>';
  const plan = (serial: string) =>
    textRow(1, ['ID', 'Task', 'Owner', 'Start', 'Duration']) +
    `<row r="2"><c r="A2" s="3"><v>4.1</v></c><c r="B2" t="inlineStr"><is><t>Look</t></is></c><c r="C2" t="inlineStr"><is><t>Ann</t></is></c><c r="D2" s="1"><v>${serial}</v></c><c r="E2" s="2"><v>0.03125</v></c></row>`;

  it.each([
    ['1900', '46354.916666666664', ''],
    ['1904', '44892.916666666664', '<workbookPr date1904="1"/>'],
  ])(
    'reads dates of the %s system, times of day as lengths, and keeps the zero of 4.10',
    async (_, serial, workbookPr) => {
      const { runbook } = await imported('dates.xlsx', workbookFile({ rows: plan(serial), styles, workbookPr }));
      expect(runbook.window).toEqual({ start: '2026-11-28T22:00', end: '2026-11-28T22:45' });
      expect(runbook.steps[0]).toMatchObject({ id: 'step-4-10', duration: '45m', 'x-sheet': { ID: '4.10' } });
    },
  );

  it('finds formulas without a stored value: in a task it stops the import, elsewhere it is told', async () => {
    const row = (cells: string) => `${textRow(1, heads)}<row r="2">${cells}</row>`;
    const task = row('<c r="A2"><v>1</v></c><c r="B2"><f>A1&amp;"x"</f></c><c r="C2" t="str"><v>Ann</v></c>');
    const stopped = await converted('formula.xlsx', workbookFile({ rows: task }));
    expect(places(stopped, 'error')).toContain('2 B formula-without-value');
    expect(stopped.document).toBeNull();
    const duration = row(
      '<c r="A2"><v>1</v></c><c r="B2" t="str"><f>A1</f><v>Look</v></c><c r="C2" t="str"><v>Ann</v></c><c r="E2"><f>1+1</f></c><c r="F2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    );
    const told = await converted('formula.xlsx', workbookFile({ rows: duration }));
    expect(places(told, 'warning')).toEqual(expect.arrayContaining(['2 E formula-without-value', '2 F formula-error']));
  });

  it('fills cells merged downwards, and tells of macros and links to other files', async () => {
    const rows =
      textRow(1, ['Phase', 'Task', 'Owner']) +
      textRow(2, ['Preparation', 'A', 'Ann']) +
      textRow(3, ['', 'B', 'Ann']) +
      textRow(4, ['Go-live', 'C', 'Bob']);
    const after = '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>';
    const more = { 'xl/vbaProject.bin': 'x', 'xl/externalLinks/externalLink1.xml': '<x/>' };
    const { runbook, conversion } = await imported('merged.xlsm', workbookFile({ rows, after, more }));
    expect(runbook.steps.map(({ phase }) => phase)).toEqual(['pre', 'pre', 'cutover']);
    expect(conversion.findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['macros', 'external-links']));
  });
});

describe('delimited text', () => {
  const lines = 'ID;Aufgabe;Zuständig\n1;Prüfen;Bär\n';
  it.each<[string, Uint8Array]>([
    ['UTF-8 with a mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(lines)])],
    ['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(lines, 'utf16le')])],
    ['UTF-16 without one', Buffer.from(lines, 'utf16le')],
    ['Windows-1252', Buffer.from(lines, 'latin1')],
    ['sep= in front', Buffer.from(`sep=;\n${lines}`)],
    ['tabs', Buffer.from(lines.replaceAll(';', '\t'))],
    ['bars', Buffer.from(lines.replaceAll(';', '|'))],
  ])('reads %s', async (_, bytes) => {
    const { runbook } = await imported('plan.csv', new Uint8Array(bytes));
    expect(runbook.steps).toMatchObject([{ title: 'Prüfen', responsible: 'Bär' }]);
  });

  it('reads quotes over lines, doubled quotes and separators inside them', async () => {
    const { runbook } = await imported(
      'q.csv',
      'ID,Task,Owner,Detail\n1,"Look, then ""wait""",Ann,"one\ntwo"\n2,Go,Ann,\n',
    );
    expect(runbook.steps).toMatchObject([{ title: 'Look, then "wait"', instructions: 'one\ntwo' }, { title: 'Go' }]);
  });

  it('names the row whose quotation mark is never closed', async () => {
    expect(places(await converted('q.csv', 'ID,Task,Owner\n1,Look,Ann\n2,"Go,Ann\n3,Stop,Ann\n'), 'error')).toEqual([
      '3 unclosed-quote',
    ]);
  });
});

describe('wrong plans', () => {
  const rows = (...lines: string[]) => ['ID,Task,Owner,Start,End,Duration,Predecessors', ...lines].join('\n');

  it.each<[string, string, string]>([
    ['an id that stands twice', rows('1,A,Ann,,,5,', '2,B,Ann,,,5,1', '1,C,Ann,,,5,2'), '4 A duplicate-id'],
    ['a predecessor that is not there', rows('T-10,A,Ann,,,5,', 'T-20,B,Ann,,,5,T-11'), '3 G unknown-predecessor'],
    ['a circle', rows('1,A,Ann,,,5,2', '2,B,Ann,,,5,1'), '2 G cycle'],
    ['a row that waits for itself', rows('1,A,Ann,,,5,1'), '2 G own-predecessor'],
    ['an end before the start', rows('1,A,Ann,2026-11-28 22:00,2026-11-28 21:00,5,'), '2 E end-before-start'],
    ['a row without a task', rows('1,A,Ann,,,5,', '2,,Bob,,,10,1'), '3 B empty-task'],
    ['a time in the gap of the clocks', rows('1,A,Ann,2026-03-29 02:30,,5,'), '2 D dst-gap'],
    ['a time that happens twice', rows('1,A,Ann,2026-10-25 02:30,,5,'), '2 D dst-fold'],
  ])('names the row of %s and imports nothing', async (_, text, place) => {
    const conversion = await converted('plan.csv', text);
    expect(places(conversion, 'error')).toContain(place);
    expect(conversion.document).toBeNull();
  });

  it('tells of what cannot be read, and keeps it word for word', async () => {
    const { runbook, conversion } = await imported('plan.csv', rows('1,A,,soon,,a while,', '2,B,Ann,,,5,1'));
    expect(places(conversion, 'warning')).toEqual(
      expect.arrayContaining(['2 D bad-date', '2 F bad-duration', '2 C no-owner']),
    );
    expect(runbook.steps[0]?.['x-sheet']).toMatchObject({ Start: 'soon', Duration: 'a while' });
  });

  it('suggests the nearest id for one that is not there', async () => {
    const conversion = await converted('plan.csv', rows('PREP-1,A,Ann,,,5,', 'PREP-2,B,Ann,,,5,PREP-!1'));
    expect(conversion.findings[0]?.cure).toContain('PREP-1');
  });

  it('lets no section of rollback steps become part of the way forward', async () => {
    const { runbook, conversion } = await imported(
      'plan.csv',
      'ID,Task,Owner,Duration\n1,Deploy,Ann,5 min\nRollback,,,\n2,Restore,Ann,5 min\n',
    );
    expect(runbook.steps.map(({ title }) => title)).toEqual(['Deploy']);
    expect(JSON.stringify(runbook['x-sheet'])).toContain('Restore');
    expect(places(conversion, 'warning')).toContain('4 backout-section');
  });

  it('keeps unknown time zones out', async () => {
    const conversion = await converted('plan.csv', rows('1,A,Ann,,,5,'), { timezone: 'Mars/Olympus' });
    expect(places(conversion, 'error')).toEqual(['unknown-zone']);
  });
});
