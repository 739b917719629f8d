import type { Remark, Workbook, Worksheet } from '../../domain/sheet/index.ts';
import { limits } from './limits.ts';
import { readWorksheet } from './read-worksheet.ts';
import { readSharedStrings } from './shared-strings.ts';
import { Unreadable } from './unreadable.ts';
import { type Archive, readStyles, readWorkbookParts } from './workbook-parts.ts';
import { readZipDirectory } from './zip.ts';

/** An Office Open XML workbook: the stored values of its cells. Formulas, macros and links are never followed. */
export async function readXlsx(fileName: string, bytes: Uint8Array): Promise<Workbook> {
  const archive: Archive = { bytes, entries: readZipDirectory(bytes) };
  refuseOthers(archive);
  const { sheets, is1904 } = await readWorkbookParts(archive);
  if (sheets.length === 0) throw new Unreadable('The workbook has no worksheet that can be read.');
  const reading = {
    archive,
    is1904,
    strings: await readSharedStrings(archive),
    styles: await readStyles(archive),
    budget: { cells: limits.cells, characters: limits.characters },
  };
  const worksheets: Worksheet[] = [];
  const remarks: Remark[] = [...fileRemarks(archive)];
  for (const part of sheets.slice(0, limits.worksheets)) {
    const { worksheet, remarks: own } = await readWorksheet(part, reading);
    worksheets.push(worksheet);
    remarks.push(...own);
  }
  if (sheets.length > limits.worksheets) {
    const message = `The workbook has ${sheets.length} worksheets; the first ${limits.worksheets} were read.`;
    remarks.push({ ...aboutFile, severity: 'warning', rule: 'too-many-worksheets', message, cure: null });
  }
  return { fileName, worksheets, remarks };
}

const aboutFile = { sheet: null, row: null } as const;

/** Archives that are something else, each with its own way out. */
function refuseOthers({ entries, bytes }: Archive): void {
  const has = (pattern: RegExp) => [...entries.keys()].some((name) => pattern.test(name));
  if (has(/^xl\/workbook\.bin$/i)) {
    throw new Unreadable('This is a binary workbook (.xlsb), which is not read. Save it as .xlsx.');
  }
  if (has(/^content\.xml$/) && has(/^mimetype$/)) {
    const kind = new TextDecoder().decode(bytes.subarray(30, 120)).includes('spreadsheet')
      ? 'an OpenDocument spreadsheet (.ods)'
      : 'an OpenDocument file';
    throw new Unreadable(`This is ${kind}, which is not read. Save it as .xlsx or .csv.`);
  }
  if (has(/^word\//)) throw new Unreadable('This is a text document, not a sheet. Copy its table and paste it here.');
  if (!has(/^(xl\/|_rels\/)/))
    throw new Unreadable('This is a ZIP archive, not a workbook. Unpack it, and choose the sheet inside.');
}

function fileRemarks({ entries }: Archive): readonly Remark[] {
  const names = [...entries.keys()];
  const remarks: Remark[] = [];
  if (names.some((name) => /vbaProject\.bin$/i.test(name))) {
    const message = 'The workbook holds macros. They are not read and never run; only the cells are.';
    remarks.push({ ...aboutFile, severity: 'note', rule: 'macros', message, cure: null });
  }
  if (names.some((name) => /^xl\/externalLinks\//i.test(name))) {
    const message =
      'The workbook refers to other files. Cells that come from there hold the values they were saved with.';
    const cure = 'Check them where they matter, or save the workbook with its links broken.';
    remarks.push({ ...aboutFile, severity: 'warning', rule: 'external-links', message, cure });
  }
  return remarks;
}
