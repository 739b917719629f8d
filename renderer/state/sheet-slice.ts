import type { Problem } from '../../contract/errors.ts';
import type { OperationOutput } from '../../contract/operations.ts';
import type { SheetChoices, SheetField } from '../../contract/sheets.ts';
import { runbookRoute } from './route.ts';
import { changeSheet, type SheetDesk } from './sheet-desk.ts';
import { sheetPages } from './sheet-pages.ts';
import { sheetReading } from './sheet-reading.ts';
import type { SliceTools } from './tools.ts';

export interface SheetSlice {
  readonly sheet: SheetDesk | null;
  /** Goes to the import screen with a file, or with cells as text. */
  openSheet(from: File | string): void;
  closeSheet(): void;
  /** Corrections; undefined takes one back. */
  correctSheet(change: { readonly [K in keyof SheetChoices]?: SheetChoices[K] | undefined }): void;
  /** null = kept as it is. */
  mapColumn(column: number, field: SheetField | null): void;
  wantRows(from: number, to: number): void;
  pointToRow(row: number): Promise<void>;
  importSheet(): Promise<void>;
}

/** Typing settles before the sheet is read anew. */
const SETTLE_MS = 200;
const typed: ReadonlySet<string> = new Set(['title', 'key', 'timezone', 'start', 'headingRow']);

export function sheetSlice(tools: SliceTools): SheetSlice {
  const { client, set, get } = tools;
  const pages = sheetPages(tools);
  const reading = sheetReading(tools, pages);

  return {
    sheet: null,
    openSheet(from) {
      const file = typeof from === 'string' ? new File([from], 'pasted cells.tsv', { type: 'text/plain' }) : from;
      if (get().route.screen !== 'import') get().navigate({ screen: 'import' });
      reading.begin(file);
    },
    closeSheet: () => reading.end(),
    correctSheet(change) {
      set(({ sheet }) =>
        sheet === null ? {} : { sheet: { ...sheet, choices: chosen(sheet, change), isAsking: true } },
      );
      reading.lookAfter(Object.keys(change).some((name) => typed.has(name)) ? SETTLE_MS : 0);
    },
    mapColumn(column, field) {
      get().correctSheet({ mapping: { ...get().sheet?.choices.mapping, [column]: field } });
    },
    wantRows: (from, to) => pages.want(from, to),
    async pointToRow(row) {
      const { sheet } = get();
      if (sheet?.view === null || sheet === null) return;
      const asking = { sheetId: sheet.view.sheetId, choices: sheet.choices, atRow: row, count: 1 };
      const answer = await client.call('sheets.rows', asking);
      if (!answer.ok) return;
      const turn = (get().sheet?.focus?.turn ?? 0) + 1;
      changeSheet(tools, { focus: { index: answer.value.from, number: answer.value.rows[0]?.number ?? row, turn } });
    },
    async importSheet() {
      const { sheet } = get();
      if (sheet === null || sheet.view === null || sheet.isImporting) return;
      changeSheet(tools, { isImporting: true, problem: null });
      const made = await client.call('sheets.convert', { sheetId: sheet.view.sheetId, choices: sheet.choices });
      const saved = made.ok ? await save(tools, sheet, made.value) : { problem: made.problem };
      if (get().sheet?.file !== sheet.file) return;
      if ('problem' in saved) {
        changeSheet(tools, { isImporting: false, problem: saved.problem });
        return;
      }
      reading.end();
      get().navigate(runbookRoute(saved.key));
    },
  };
}

function chosen(sheet: SheetDesk, change: object): SheetChoices {
  const merged = Object.entries({ ...sheet.choices, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(merged);
}

/** Stores the text as any other document. */
async function save(
  { client, get }: SliceTools,
  { file, view }: SheetDesk,
  { text }: OperationOutput<'sheets.convert'>,
): Promise<{ readonly key: string } | { readonly problem: Problem }> {
  const worksheet = view?.worksheets[view.worksheet]?.name ?? '';
  const from = (view?.worksheets.length ?? 0) > 1 ? `${file.name}, ${worksheet}` : file.name;
  const attribution = get().attribution();
  const answer = await client.call('documents.save', { text, reason: `Imported from ${from}`, attribution });
  if (!answer.ok) return { problem: answer.problem };
  const { key, title, steps, revision } = answer.value.document;
  get().tell({ tone: 'good', title: `Imported: ${title}`, text: `${steps} steps, revision ${revision}.` });
  return { key };
}
