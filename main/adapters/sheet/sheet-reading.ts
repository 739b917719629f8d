import type { SheetChoices } from '../../../contract/sheets.ts';
import type { ResolveWallTime } from '../../domain/plan/index.ts';
import { type ConvertedSheet, convertedSheet, type Workbook } from '../../domain/sheet/index.ts';
import { answerFor } from './answer-for.ts';

/** Everything that is asked of a sheet, in this thread. */
export function sheetReading(resolve: ResolveWallTime) {
  return {
    read: answerFor,
    convert: async (workbook: Workbook, choices: SheetChoices, zoneHere: string): Promise<ConvertedSheet> =>
      convertedSheet(workbook, choices, { resolve, zoneHere }),
  };
}
