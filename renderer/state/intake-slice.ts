import { byteCount } from '../format/duration.ts';
import { DOCUMENT_CAP } from './runbook-slice.ts';
import type { SliceTools } from './tools.ts';

/** What somebody brings: by its name a document to be saved, or a sheet to be read. */
export interface IntakeSlice {
  bringFile(file: File): Promise<void>;
  /** Cells as a spreadsheet puts them on the clipboard: tab-separated lines. */
  bringCells(text: string): void;
}

const SHEET = /\.(xlsx|xlsm|csv|tsv|tab|txt)$/i;
const OLD_SHEET = /\.(xls|ods|numbers)$/i;

export function intakeSlice({ get }: SliceTools): IntakeSlice {
  return {
    async bringFile(file) {
      if (SHEET.test(file.name)) {
        get().openSheet(file);
        return;
      }
      if (OLD_SHEET.test(file.name)) {
        refuse(file.name, 'This kind of sheet is not read. Save it as .xlsx or .csv and bring that.');
        return;
      }
      if (file.size > DOCUMENT_CAP) {
        const sizes = `It has ${byteCount(file.size)}; a document may have ${byteCount(DOCUMENT_CAP)}.`;
        refuse(file.name, `${sizes} Nothing was stored. Check that it is the runbook.`);
        return;
      }
      await get().saveFile(file.name, await file.text());
    },
    bringCells(text) {
      get().openSheet(text);
    },
  };

  function refuse(name: string, text: string): void {
    get().tell({ tone: 'bad', title: `${name} was not read`, text });
  }
}
