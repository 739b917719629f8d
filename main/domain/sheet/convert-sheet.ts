import type { SheetChoices, SheetFinding, SheetView } from '../../../contract/sheets.ts';
import type { ResolveWallTime } from '../plan/wall-time.ts';
import { buildStep, kindOfRow, type StepSource } from './build-steps.ts';
import { chainSteps } from './chain-steps.ts';
import { FindingBook, quoted } from './findings.ts';
import { filledLines, type SheetRow, type Workbook } from './grid.ts';
import { keptNames } from './kept-cells.ts';
import { People } from './people.ts';
import { phasesOf } from './phases.ts';
import { placeInTime } from './place-in-time.ts';
import { slug } from './plain-words.ts';
import { hasDates, readTimes } from './planned-times.ts';
import { reportCells } from './report-cells.ts';
import { readContext, type SheetContext } from './sheet-context.ts';
import { type SortedRow, sortRows } from './sort-rows.ts';
import { stepIds } from './step-ids.ts';
import { type LinkedRow, type Links, linkSteps } from './step-links.ts';
import { summaryOf } from './summary.ts';
import { columnOf, likeliestWorksheet, readTable, type Table, textIn } from './table.ts';
import { runbookDocument } from './write-runbook.ts';
import type { YamlMap } from './yaml-text.ts';

export interface Conversion {
  readonly view: Omit<SheetView, 'sheetId'>;
  readonly rows: readonly SortedRow[];
  /** Row → its step. */
  readonly stepIds: ReadonlyMap<number, string>;
  /** All of them; the view holds at most 500 of each severity. */
  readonly findings: readonly SheetFinding[];
  /** The runbook; null when an error stops the import. */
  readonly document: YamlMap | null;
}

export interface Converting {
  readonly resolve: ResolveWallTime;
  /** Where the person is, for sheets that name no zone. */
  readonly zoneHere: string;
}

/** Steps a run can be led through, and a document of 4 MiB holds. */
const MOST_STEPS = 5000;

/** A workbook as a runbook, with a person's corrections. Pure: the same sheet and choices give the same text. */
export function convertSheet(workbook: Workbook, choices: SheetChoices, tools: Converting): Conversion {
  const index = choices.worksheet ?? likeliestWorksheet(workbook);
  const worksheet = workbook.worksheets[index] ?? { name: '', isHidden: false, rows: [], columns: 0, merges: [] };
  const book = new FindingBook(workbook.worksheets.length === 0 ? null : worksheet.name);
  for (const remark of workbook.remarks) {
    if (remark.sheet !== null && remark.sheet !== worksheet.name) continue;
    book.take({ column: null, heading: null, ...remark });
  }
  const table = readTable(worksheet, choices);
  const context = readContext(table, choices, book);
  const timezone = choices.timezone ?? context.zone ?? tools.zoneHere;
  const rows = sortRows(table);
  const zone = tools.resolve('2026-01-15T12:00', timezone);
  if (zone.kind === 'unknown-zone') book.error({}, { rule: 'unknown-zone', message: zone.message, cure: zone.cure });
  reportTable(table, rows, book);
  reportCells(table, rows, book);
  const plan = planOf({ table, rows, context, choices, timezone, resolve: tools.resolve, book });
  const title = choices.title?.trim() || context.title || titleOf(workbook, worksheet.name);
  const key = choices.key?.trim() || slug(title, 60).replace(/^[^a-z]+/, '') || 'imported-plan';
  const steps = plan.sources.map((source, at) =>
    buildStep(source, at, { ...plan.building, table, fileName: workbook.fileName, book }),
  );
  const document = runbookDocument({
    table,
    rows,
    workbook,
    context,
    key,
    title,
    timezone,
    steps,
    plan: plan.placed,
    people: plan.building.people,
  });
  const findings = book.all();
  const counts = countsOf(findings);
  return {
    view: {
      fileName: workbook.fileName,
      worksheets: workbook.worksheets.map((one, at) => ({
        index: at,
        name: one.name,
        isHidden: one.isHidden,
        rows: one.rows.length,
        columns: one.columns,
      })),
      worksheet: index,
      headingRow: table.headings.row,
      headingEnd: table.headings.end,
      columns: [...table.columns],
      ...{ key, title, timezone, dateOrder: context.order, durationUnit: context.unit, isChained: plan.isChained },
      start: choices.start ?? null,
      summary: summaryOf({ ...plan, people: plan.building.people.roles() }),
      findings: capped(findings),
      counts,
    },
    rows,
    stepIds: new Map(plan.sources.map((source) => [source.row.number, source.id])),
    findings,
    document: counts.error > 0 ? null : document,
  };
}

function titleOf({ fileName, worksheets }: Workbook, sheet: string): string {
  const name = fileName
    .replace(/\.[A-Za-z0-9]{2,5}$/, '')
    .replace(/[_]+/g, ' ')
    .trim();
  return name !== '' ? name : worksheets.length > 0 && sheet !== '' ? sheet : 'Imported plan';
}

function countsOf(findings: readonly SheetFinding[]): SheetView['counts'] {
  const counts = { error: 0, warning: 0, note: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

const MOST_SHOWN = 500;

function capped(findings: readonly SheetFinding[]): SheetFinding[] {
  return (['error', 'warning', 'note'] as const).flatMap((severity) =>
    findings.filter((finding) => finding.severity === severity).slice(0, MOST_SHOWN),
  );
}

/** What keeps the whole sheet from being a plan. */
function reportTable(table: Table, rows: readonly SortedRow[], book: FindingBook): void {
  const steps = rows.filter((row) => row.kind === 'step').length;
  if (table.worksheet.rows.length === 0) {
    book.error(
      {},
      { rule: 'empty-sheet', message: 'There is nothing in this sheet.', cure: 'Choose another worksheet or file.' },
    );
    return;
  }
  if (table.headings.row === 0 && !table.columns.some((column) => column.confidence === 'person')) {
    book.warn(
      {},
      {
        rule: 'no-headings',
        message: 'No row looks like headings; the columns are guessed by what stands in them.',
        cure: 'Choose the row of the headings, or say what each column is.',
      },
    );
  }
  if (columnOf(table, 'task') === null) {
    book.error(
      {},
      {
        rule: 'no-task-column',
        message: 'No column holds the tasks.',
        cure: 'Choose the row of the headings, and the column that says what is to be done.',
      },
    );
  } else if (steps === 0) {
    book.error(
      {},
      {
        rule: 'no-steps',
        message: 'No row below the headings is a task.',
        cure: 'Choose another row of headings or another worksheet.',
      },
    );
  }
  if (steps > MOST_STEPS) {
    book.error(
      {},
      {
        rule: 'too-many-rows',
        message: `The sheet has ${steps} tasks; a runbook holds at most ${MOST_STEPS}.`,
        cure: 'Split the sheet into several runbooks.',
      },
    );
  }
}

interface Planning {
  readonly table: Table;
  readonly rows: readonly SortedRow[];
  readonly context: SheetContext;
  readonly choices: SheetChoices;
  readonly timezone: string;
  readonly resolve: ResolveWallTime;
  readonly book: FindingBook;
}

function planOf(planning: Planning) {
  const { table, rows, context, choices, timezone, resolve, book } = planning;
  const stepRows = rows.filter((row) => row.kind === 'step').slice(0, MOST_STEPS);
  const titles = stepRows.map(({ row }) => titlesOf(table, row, book));
  const ids = stepIds(
    stepRows.map(({ row }, at) => ({ number: row.number, id: ownId(table, row), title: titles[at]?.title ?? '' })),
    columnOf(table, table.byField.has('id') ? 'id' : 'wbs'),
    book,
  );
  const given = givenStart(planning);
  const day = given?.day ?? context.day;
  const reading = { table, timezone, order: context.order, unit: context.unit, day, resolve, book };
  const times = readTimes(
    stepRows.map(({ row }) => row),
    reading,
  );
  const linked = stepRows.map(
    ({ row, sections }, at): LinkedRow => ({ row, sections, id: ids[at] ?? '', title: titles[at]?.title ?? '' }),
  );
  const named = linkSteps(table, linked, book);
  const isUnlinked = named.links.every((list) => list.length === 0) && named.unresolved.size === 0;
  const isChained = choices.isChained ?? (isUnlinked && stepRows.length > 1);
  const links: Links = isChained && isUnlinked ? { ...named, links: chainSteps(times) } : named;
  if (isChained && isUnlinked) {
    book.note(
      {},
      {
        rule: 'chained',
        message: 'No row names a predecessor: each step follows the one above it.',
        cure: 'Untick “Each step follows the one above” to let the planned times alone decide.',
      },
    );
  }
  if (columnOf(table, 'owner') === null && columnOf(table, 'person') === null && stepRows.length > 0) {
    const words = {
      rule: 'no-owner',
      message: 'No column says who does what.',
      cure: 'Say “Owner” over the column that does, or name the people later in the runbook.',
    };
    book.warn({}, words);
  }
  const phases = phasesOfRows(table, stepRows);
  const placed = placeInTime({
    ...{ table, times, links: links.links, timezone, resolve, book },
    rows: stepRows.map(({ row }) => row.number),
    phases: phases.map(({ phase }) => phase),
    dated: hasDates(reading),
    givenStart: given?.at ?? null,
  });
  const kinds = stepRows.map(({ row }, at) =>
    kindOfRow(table, row, { title: titles[at]?.title ?? '', times: times[at] ?? none }),
  );
  const sources = stepRows.map(
    ({ row, sections }, at): StepSource => ({
      ...{ row, sections, id: ids[at] ?? '', times: times[at] ?? none },
      ...(titles[at] ?? { title: '', moreTitle: '' }),
      ...(phases[at] ?? { phase: null, phaseName: '' }),
      placed: placed.steps[at] ?? { startAt: null, isStartTold: false },
      links: links.links[at] ?? [],
      areLinksWhole: !links.unresolved.has(at),
    }),
  );
  const building = { ids, kinds, people: new People(table, book), keptNames: keptNames(table.columns) };
  return { sources, building, placed, isChained: isChained && isUnlinked };
}

const none = { startAt: null, endAt: null, duration: null, offsetMs: null, unread: new Set<string>() };

function ownId(table: Table, row: SheetRow): string {
  const id = textIn(table, row, 'id');
  return id === '' ? textIn(table, row, 'wbs') : id;
}

const LONGEST_TITLE = 160;

/** The first line of the task; what more it says goes into the instructions. */
function titlesOf(table: Table, row: SheetRow, book: FindingBook): { title: string; moreTitle: string } {
  const task = textIn(table, row, 'task');
  const text = task === '' ? textIn(table, row, 'detail') : task;
  const column = columnOf(table, 'task');
  if (text === '') {
    book.error(
      { row: row.number, column },
      {
        rule: 'empty-task',
        message: 'The row says who or when, but not what is to be done.',
        cure: 'Write the task, or empty the row.',
      },
    );
    return { title: `Row ${row.number}`, moreTitle: '' };
  }
  if (task === '') {
    book.warn(
      { row: row.number, column },
      {
        rule: 'empty-task',
        message: `The task is empty; its detail ${quoted(text)} becomes the title.`,
        cure: 'Write the task.',
      },
    );
  }
  const [first = '', ...rest] = filledLines(text);
  const line = first.replace(/[\s\u00a0]+/g, ' ').trim();
  if (line.length <= LONGEST_TITLE)
    return { title: line.toWellFormed(), moreTitle: task === '' ? '' : rest.join('\n') };
  return { title: `${line.slice(0, LONGEST_TITLE - 1)}…`.toWellFormed(), moreTitle: task === '' ? '' : text };
}

/** The wall time of T0 a person named. */
function givenStart({ choices, timezone, resolve, book }: Planning): { at: number; day: number } | null {
  const text = choices.start?.trim() ?? '';
  if (text === '') return null;
  const wall = text.replace(' ', 'T');
  const resolved = resolve(wall, timezone);
  const day = Date.parse(`${wall.slice(0, 10)}T00:00:00Z`);
  if (resolved.kind === 'instant' && !Number.isNaN(day)) return { at: resolved.at, day };
  const { message, cure } =
    resolved.kind === 'instant' ? { message: 'The start is no wall time.', cure: 'Write 2026-11-28 22:00.' } : resolved;
  book.error({}, { rule: 'bad-start', message, cure });
  return null;
}

/** Phase of each step by its column, else by the heading it stands under; an empty cell is that of the row above, up to the next heading. */
function phasesOfRows(table: Table, rows: readonly SortedRow[]): readonly Pick<StepSource, 'phase' | 'phaseName'>[] {
  const hasColumn = columnOf(table, 'phase') !== null;
  let last = '';
  let under = '';
  const names = rows.map(({ row, sections }) => {
    const [section = ''] = sections;
    const own = hasColumn ? textIn(table, row, 'phase') : '';
    if (own !== '') last = own;
    else if (!hasColumn || (section !== '' && section !== under)) last = section;
    under = section;
    return last;
  });
  const phases = phasesOf(names.filter((name) => name !== ''));
  return names.map((phaseName) => ({ phaseName, phase: phases.get(phaseName) ?? null }));
}
