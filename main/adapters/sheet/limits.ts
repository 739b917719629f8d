/** How much of a sheet is read. A plan that people can run is far below all of these. */
export const limits = {
  fileBytes: 32 * 1024 * 1024,
  /** Rows with something in them, per worksheet. */
  rows: 10_000,
  columns: 256,
  /** Of all worksheets together. */
  cells: 600_000,
  /** Characters of all cells together. */
  characters: 48 * 1024 * 1024,
  cellCharacters: 100_000,
  worksheets: 60,
  /** Unpacked bytes of one part of a workbook; what goes on after that is a bomb or no plan. */
  partBytes: 512 * 1024 * 1024,
  smallPartBytes: 32 * 1024 * 1024,
  zipEntries: 10_000,
  deadlineMs: 20_000,
  heapMb: 512,
} as const;
