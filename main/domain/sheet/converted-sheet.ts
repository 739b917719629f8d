import type { SheetChoices } from '../../../contract/sheets.ts';
import { type Conversion, type Converting, convertSheet } from './convert-sheet.ts';
import type { Workbook } from './grid.ts';
import { yamlDocument } from './yaml-text.ts';

/** A conversion as plain data, which may come from another thread. */
export interface ConvertedSheet extends Omit<Conversion, 'document'> {
  /** The runbook; null when an error stops the import. */
  readonly text: string | null;
}

export function convertedSheet(workbook: Workbook, choices: SheetChoices, tools: Converting): ConvertedSheet {
  const { document, ...rest } = convertSheet(workbook, choices, tools);
  return { ...rest, text: document === null ? null : yamlDocument(document) };
}
