/** The public door of imported sheets: a grid of cells in, a runbook's text and findings out. */
export { type Conversion, type Converting, convertSheet } from './convert-sheet.ts';
export { type ConvertedSheet, convertedSheet } from './converted-sheet.ts';
export type { Cell, Merge, Remark, RichCell, SheetRow, Workbook, Worksheet } from './grid.ts';
export { durationText, readDuration } from './read-duration.ts';
export { isSerial, serialText } from './serial-time.ts';
export { shownRows } from './shown-rows.ts';
export { yamlDocument } from './yaml-text.ts';
