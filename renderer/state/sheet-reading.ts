import type { SheetChoices, SheetView } from '../../contract/sheets.ts';
import { changeSheet, freshDesk } from './sheet-desk.ts';
import type { sheetPages } from './sheet-pages.ts';
import { sendSheet } from './sheet-sending.ts';
import type { SliceTools } from './tools.ts';

/** Sends sheets to the core and asks it anew after corrections; only the last question counts. */
export function sheetReading(tools: SliceTools, pages: ReturnType<typeof sheetPages>) {
  const { client, get, set, surroundings } = tools;
  let turn = 0;
  let cancel = () => {};

  return {
    begin(file: File): void {
      cancel();
      turn++;
      pages.reset();
      set({ sheet: freshDesk(file) });
      void read(file, {});
    },
    end(): void {
      cancel();
      turn++;
      pages.reset();
      set({ sheet: null });
    },
    lookAfter(ms: number): void {
      cancel();
      cancel = surroundings.after(ms, () => void look());
    },
  };

  /** With choices: the core lost the sheet, and what was chosen goes on. */
  async function read(file: File, choices: SheetChoices): Promise<void> {
    const mine = turn;
    const zoneHere = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const answer = await sendSheet(client, { file, uploadId: surroundings.newId(), zoneHere });
    if (mine !== turn) return;
    if (!answer.ok) {
      changeSheet(tools, { problem: answer.problem, isAsking: false });
      return;
    }
    show(answer.value);
    if (Object.keys(choices).length > 0) await look();
  }

  async function look(): Promise<void> {
    const { sheet } = get();
    if (sheet?.view === null || sheet === null) return;
    const mine = ++turn;
    const answer = await client.call('sheets.look', { sheetId: sheet.view.sheetId, choices: sheet.choices });
    if (mine !== turn) return;
    if (answer.ok) show(answer.value);
    else if (answer.problem.code === 'not-found') await read(sheet.file, sheet.choices);
    else changeSheet(tools, { problem: answer.problem, isAsking: false });
  }

  function show(view: SheetView): void {
    const isAnother = get().sheet?.view?.worksheet !== view.worksheet;
    changeSheet(tools, { view, problem: null, isAsking: false, ...(isAnother ? { pages: {}, focus: null } : {}) });
    pages.refresh();
  }
}
