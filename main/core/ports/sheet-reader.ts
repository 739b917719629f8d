import type { Result } from '../../../contract/errors.ts';
import type { SheetChoices } from '../../../contract/sheets.ts';
import type { ConvertedSheet, Workbook } from '../../domain/sheet/index.ts';

/**
 * Reads workbooks and delimited text that nobody vouches for, away from the core's thread, in bounded time and memory.
 * Refuses with one sentence what is no sheet, is locked, or is too large; never runs anything a file holds.
 */
export interface SheetReader {
  /** `name` as the person knows the file; what it is, is told by its bytes. */
  read(name: string, bytes: Uint8Array): Promise<Result<Workbook>>;
  /** The workbook as a runbook: a second for thousands of rows, during which runs go on. */
  convert(workbook: Workbook, choices: SheetChoices, zoneHere: string): Promise<Result<ConvertedSheet>>;
}
