import type { SheetColumn, SheetField } from '../../../contract/sheets.ts';
import type { FindingBook } from './findings.ts';
import { quoted } from './findings.ts';
import { type SheetRow, textOf, trimmed } from './grid.ts';
import { keptCells } from './kept-cells.ts';
import type { People, StepPeople } from './people.ts';
import type { Phase } from './phases.ts';
import type { PlacedStep } from './place-in-time.ts';
import { isNothing, withoutPlaceholders, yesOrNo } from './plain-words.ts';
import type { PlannedTimes } from './planned-times.ts';
import { durationText } from './read-duration.ts';
import { isGateCell, type KindVerdict, kindOf } from './step-kind.ts';
import type { StepLink } from './step-links.ts';
import { columnOf, type Table, textIn } from './table.ts';
import { YamlMap, type YamlValue } from './yaml-text.ts';

/** Everything known of a row that is a step, before it is written. */
export interface StepSource {
  readonly row: SheetRow;
  readonly id: string;
  readonly title: string;
  /** What a title of several lines says below the first. */
  readonly moreTitle: string;
  readonly phase: Phase | null;
  readonly phaseName: string;
  readonly sections: readonly string[];
  readonly times: PlannedTimes;
  readonly placed: PlacedStep;
  readonly links: readonly StepLink[];
  readonly areLinksWhole: boolean;
}

export interface Building {
  readonly table: Table;
  readonly fileName: string;
  readonly ids: readonly string[];
  readonly kinds: readonly KindVerdict[];
  readonly people: People;
  readonly keptNames: readonly string[];
  readonly book: FindingBook;
}

export function kindOfRow(
  table: Table,
  row: SheetRow,
  { title, times }: { title: string; times: PlannedTimes },
): KindVerdict {
  return kindOf({
    type: textIn(table, row, 'type'),
    gate: textIn(table, row, 'gate'),
    milestone: textIn(table, row, 'milestone'),
    comments: textIn(table, row, 'comments'),
    title,
    hasNoLength: times.duration !== null && times.duration.max === 0,
  });
}

/** A step of the runbook; whatever of its row it does not tell word for word stands under `x-sheet`. */
export function buildStep(source: StepSource, index: number, building: Building): YamlMap {
  const { table, people: roles, book, kinds } = building;
  const { row, times, placed } = source;
  const verdict = kinds[index] ?? { kind: 'manual', because: null };
  const people = withSomebody(roles.of(row), { verdict, row, building });
  noteOthers(row, people, building);
  const texts = textsOf(source, people, building);
  if (verdict.because !== null) noteGate(source, verdict, building);
  const told = toldFields({ source, people, texts, verdict });
  const kept = keptCells(row, table.columns, { names: building.keptNames, isTold: (column) => told(column) });
  // A sheet without such a column is told once, not in every row.
  const hasOwners = columnOf(table, 'owner') !== null || columnOf(table, 'person') !== null;
  if (people.responsible === null && verdict.kind !== 'milestone' && hasOwners) {
    const words = {
      rule: 'no-owner',
      message: 'Nobody is named for this row.',
      cure: 'Name who does it in the sheet, or later in the runbook.',
    };
    book.warn({ row: row.number, column: columnOf(table, 'owner') }, words);
  }
  return new YamlMap([
    ['id', source.id],
    ['kind', verdict.kind],
    ['title', withoutPlaceholders(source.title)],
    ['phase', source.phase],
    ['stream', orNull(withoutPlaceholders(textIn(table, row, 'stream')))],
    ['tags', tagsOf(source)],
    ['responsible', people.responsible],
    ['backup', people.backup],
    ['supplier', texts.supplier],
    ['after', afterOf(source.links, building.ids)],
    ['startAt', placed.startAt],
    ['duration', durationOf(times)],
    ['pointOfNoReturn', isGuardedPonr(source, building) ? 'true' : null],
    ['instructions', verdict.kind === 'message' || verdict.kind === 'checklist' ? null : texts.instructions],
    ...kindKeys(source, verdict, { people, texts, building }),
    ['expected', texts.expected],
    ['backout', texts.backout],
    ['notes', texts.notes],
    ['x-sheet', withSections(kept, source)],
    [
      'x-source',
      new YamlMap([
        ['file', building.fileName],
        ['sheet', table.worksheet.name],
        ['row', String(row.number)],
      ]),
    ],
  ]);
}

/** A gate nobody may pass is worse than none. */
function withSomebody(
  people: StepPeople,
  { verdict, row, building }: { verdict: KindVerdict; row: SheetRow; building: Building },
): StepPeople {
  if (verdict.kind !== 'gate' || people.responsible !== null) return people;
  const responsible = building.people.need('Release manager');
  building.book.warn(
    { row: row.number, column: columnOf(building.table, 'owner') },
    {
      rule: 'no-owner',
      message: `Nobody is named who may pass this gate; it is given to the ${responsible}.`,
      cure: 'Name who decides.',
    },
  );
  return { ...people, responsible };
}

interface StepTexts {
  readonly instructions: string | null;
  readonly expected: string | null;
  readonly backout: YamlMap | null;
  readonly notes: string | null;
  readonly supplier: string | null;
  /** The detail cells stand in the instructions word for word. */
  readonly isDetailExact: boolean;
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}

/** All cells of a field that may have several columns; with their headings where there are more than one. */
function together(table: Table, row: SheetRow, field: SheetField): string {
  const columns = (table.byField.get(field) ?? []).filter((column) => trimmed(row.cells[column.index] ?? null) !== '');
  const parts = columns.map((column) => {
    const text = trimmed(row.cells[column.index] ?? null);
    return columns.length > 1 && column.heading !== '' ? `${column.heading}: ${text}` : text;
  });
  return withoutPlaceholders(parts.join('\n\n'));
}

function textsOf(source: StepSource, people: StepPeople, { table }: Building): StepTexts {
  const { row } = source;
  const detail = together(table, row, 'detail');
  const system = together(table, row, 'system');
  const lines = [
    ...(source.moreTitle === '' ? [] : [withoutPlaceholders(source.moreTitle)]),
    ...(detail === '' ? [] : [detail]),
    ...(system === '' || isNothing(system) ? [] : [`System: ${system}`]),
    ...(people.others.length === 0 ? [] : [`Together with: ${people.others.join(', ')}`]),
  ];
  const supplier = textIn(table, row, 'supplier');
  return {
    instructions: orNull(lines.join('\n\n')),
    expected: orNull(together(table, row, 'verification')),
    backout: backoutOf(textIn(table, row, 'backout'), people),
    notes: orNull(together(table, row, 'comments')),
    supplier: supplier === '' || isNothing(supplier) ? null : withoutPlaceholders(supplier),
    isDetailExact: (table.byField.get('detail') ?? []).length <= 1,
  };
}

/** `none - forward only` is a reason, everything else something a person would do. */
function backoutOf(text: string, people: StepPeople): YamlMap | null {
  if (text === '' || isNothing(text)) return null;
  if (/^(none|no\b|nicht|kein|n\/a|forward|irrevers|unumkehrbar)/i.test(text))
    return new YamlMap([['none', withoutPlaceholders(text)]]);
  return new YamlMap([
    ['kind', 'manual'],
    ['responsible', people.responsible],
    ['instructions', withoutPlaceholders(text)],
  ]);
}

function afterOf(links: readonly StepLink[], ids: readonly string[]): readonly string[] | null {
  if (links.length === 0) return null;
  return links.map(({ before, type, lagMs }) => {
    const lag = lagMs === 0 ? '' : `${lagMs < 0 ? '-' : '+'}${durationText(lagMs)}`;
    const id = ids[before] ?? '';
    return type === 'FS' && lag === '' ? id : `${id} ${type}${lag}`;
  });
}

function durationOf({ duration }: PlannedTimes): YamlValue | null {
  if (duration === null) return null;
  if (duration.min === duration.max) return durationText(duration.min);
  const likely = Math.round((duration.min + duration.max) / 2);
  return new YamlMap([
    ['min', durationText(duration.min)],
    ['likely', durationText(likely)],
    ['max', durationText(duration.max)],
  ]);
}

/** The sections below the phase; the phase itself has its own key. */
function tagsOf({ sections, phaseName }: StepSource): readonly string[] | null {
  const below = sections.filter((section) => section !== phaseName).map(withoutPlaceholders);
  return below.length === 0 ? null : below;
}

function withSections(kept: YamlMap | null, { sections, phaseName }: StepSource): YamlMap | null {
  const isFromRow = phaseName !== '' && sections.includes(phaseName);
  if (!isFromRow) return kept;
  const name = kept?.entries.some(([key]) => key === 'Phase') === true ? 'Phase row' : 'Phase';
  return new YamlMap([[name, phaseName.toWellFormed()], ...(kept?.entries ?? [])]);
}

type Entries = readonly (readonly [string, YamlValue | null])[];
interface KindParts {
  readonly people: StepPeople;
  readonly texts: StepTexts;
  readonly building: Building;
}

function kindKeys({ row, title }: StepSource, { kind }: KindVerdict, { people, texts, building }: KindParts): Entries {
  if (kind === 'message')
    return [
      ['audience', 'stakeholders'],
      ['text', texts.instructions ?? withoutPlaceholders(title)],
    ];
  if (kind === 'checklist') return [['items', itemsOf(texts.instructions ?? withoutPlaceholders(title))]];
  if (kind !== 'gate') return [];
  const gate = textIn(building.table, row, 'gate');
  if (!isGateCell(gate) || yesOrNo(gate) === true) return [];
  const role = building.people.has(gate);
  if (role !== null && role !== people.responsible) return [['approvals', new YamlMap([['roles', [role]]])]];
  return role === null
    ? [
        [
          'criteria',
          [
            new YamlMap([
              ['id', 'go'],
              ['text', withoutPlaceholders(gate)],
            ]),
          ],
        ],
      ]
    : [];
}

function itemsOf(text: string): readonly YamlMap[] {
  const lines = text.split(/\n+|;\s+/).map((line) => line.replace(/^\s*(?:[-*•□☐]|\d+[.)])\s*/, '').trim());
  return lines
    .filter((line) => line !== '')
    .map(
      (line, index) =>
        new YamlMap([
          ['id', `item-${index + 1}`],
          ['text', line],
        ]),
    );
}

function isPonr({ row }: StepSource, table: Table): boolean {
  const text = textIn(table, row, 'point-of-no-return');
  return text !== '' && yesOrNo(text) !== false;
}

/** A point of no return needs a gate directly before it. */
function isGuardedPonr(source: StepSource, { table, kinds, book }: Building): boolean {
  const { row } = source;
  const inComments = /^(point of no return|ponr)\b/i.test(textIn(table, row, 'comments'));
  if (!isPonr(source, table) && !inComments) return false;
  if (source.links.some(({ before, type }) => type === 'FS' && kinds[before]?.kind === 'gate')) return true;
  const column = columnOf(table, inComments ? 'comments' : 'point-of-no-return');
  const message =
    'The row is the point of no return, and no gate stands directly before it. It is imported without the mark.';
  book.warn(
    { row: row.number, column },
    {
      rule: 'unguarded-point-of-no-return',
      message,
      cure: 'Put a go/no-go row before it and name it as predecessor; or set pointOfNoReturn in the runbook.',
    },
  );
  return false;
}

function noteGate({ row }: StepSource, { because }: KindVerdict, { table, book }: Building): void {
  const column = columnOf(table, because === 'title' ? 'task' : 'comments');
  const where = because === 'title' ? 'title' : 'comment';
  const message = `The ${where} asks for a decision: the row becomes a gate.`;
  book.note(
    { row: row.number, column },
    {
      rule: 'gate-by-words',
      message,
      cure: 'If nobody has to release it, make it a manual step once it is a runbook.',
    },
  );
}

interface Telling {
  readonly source: StepSource;
  readonly people: StepPeople;
  readonly texts: StepTexts;
  readonly verdict: KindVerdict;
}

/** Which columns the step tells word for word, or by a value that means the same. */
function toldFields({ source, people, texts, verdict }: Telling): (column: SheetColumn) => boolean {
  const { row, times, placed } = source;
  const cell = (column: SheetColumn) => textOf(row.cells[column.index] ?? null);
  const read = (field: string) => !times.unread.has(field);
  return (column) => {
    const text = cell(column);
    switch (column.field) {
      case 'task':
        return text === withoutPlaceholders(source.title);
      case 'stream':
        return text === withoutPlaceholders(text.trim());
      case 'owner':
        return people.isExact && text === people.responsible;
      case 'backup':
        return text === people.backup;
      case 'supplier':
        return text === texts.supplier;
      case 'detail':
        return texts.isDetailExact && verdict.kind !== 'checklist' && text === withoutPlaceholders(text.trim());
      case 'verification':
        return text === texts.expected;
      case 'comments':
        return text === texts.notes;
      case 'backout':
        return texts.backout !== null && text === withoutPlaceholders(text.trim());
      case 'predecessors':
        return source.areLinksWhole;
      case 'duration':
        return times.duration !== null && read('duration');
      case 'offset':
        return times.offsetMs !== null;
      case 'start':
        return placed.isStartTold && read('start');
      case 'phase':
        return text === source.phase;
      case 'gate':
        return verdict.kind === 'gate' && yesOrNo(text) !== false;
      default:
        return false;
    }
  };
}

function noteOthers(row: SheetRow, people: StepPeople, { table, book }: Building): void {
  if (people.others.length === 0) return;
  const message = `${quoted(people.responsible ?? '')} is responsible; ${people.others.map(quoted).join(', ')} ${people.others.length === 1 ? 'stands' : 'stand'} in the instructions.`;
  book.note({ row: row.number, column: columnOf(table, 'owner') }, { rule: 'several-owners', message });
}
