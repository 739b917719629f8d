import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { OperationRequest } from '../../../contract/operations.ts';
import type { SheetChoices, SheetRowView } from '../../../contract/sheets.ts';
import type { ResolveWallTime } from '../../domain/plan/index.ts';
import { type Conversion, convertSheet, shownRows, type Workbook, yamlDocument } from '../../domain/sheet/index.ts';
import type { DocumentReader } from '../ports/document-reader.ts';
import type { SheetReader } from '../ports/sheet-reader.ts';
import { bytesOfBase64 } from './base64.ts';
import type { FeatureHandlers } from './handler.ts';

export interface SheetParts {
  readonly sheetReader: SheetReader;
  readonly resolveWallTime: ResolveWallTime;
  readonly reader: Pick<DocumentReader, 'look'>;
}

const PIECE_BYTES = 512 * 1024;
const FILE_BYTES = 32 * 1024 * 1024;
const MOST_UPLOADS = 4;
/** Sheets kept in memory; the one looked at longest ago gives way. */
const MOST_SHEETS = 3;

interface Upload {
  next: number;
  bytes: number;
  readonly pieces: Uint8Array[];
}

interface KeptSheet {
  readonly workbook: Workbook;
  readonly zoneHere: string;
  /** The last conversion and what was chosen for it: the rows of it are asked for piece by piece. */
  last: { readonly choices: string; readonly conversion: Conversion } | null;
}

/** Sheets on their way to becoming runbooks. Nothing is stored here: documents.save does that. */
export function sheetHandlers(parts: SheetParts): FeatureHandlers<'sheets'> {
  const uploads = new Map<string, Upload>();
  const sheets = new Map<string, KeptSheet>();

  function converted(sheetId: string, choices: SheetChoices): Result<Conversion> {
    const sheet = sheets.get(sheetId);
    if (sheet === undefined) return failed('not-found', 'The sheet is no longer in memory. Choose its file again.');
    keep(sheets, { id: sheetId, value: sheet, most: MOST_SHEETS });
    const chosen = JSON.stringify(choices);
    if (sheet.last?.choices === chosen) return ok(sheet.last.conversion);
    const tools = { resolve: parts.resolveWallTime, zoneHere: sheet.zoneHere };
    const conversion = convertSheet(sheet.workbook, choices, tools);
    sheet.last = { choices: chosen, conversion };
    return ok(conversion);
  }

  function look(sheetId: string, choices: SheetChoices) {
    const made = converted(sheetId, choices);
    return made.ok ? ok({ sheetId, ...made.value.view }) : made;
  }

  return {
    'sheets.read': async (request) => {
      const collected = collect(uploads, request);
      if (!collected.ok) return collected;
      if (!request.last) return ok({ sheet: null, bytes: collected.value.bytes });
      const { bytes, pieces } = collected.value;
      uploads.delete(request.uploadId);
      const read = await parts.sheetReader.read(request.name, joined(pieces, bytes));
      if (!read.ok) return read;
      const sheet: KeptSheet = { workbook: read.value, zoneHere: request.zoneHere, last: null };
      keep(sheets, { id: request.uploadId, value: sheet, most: MOST_SHEETS });
      const view = look(request.uploadId, {});
      return view.ok ? ok({ sheet: view.value, bytes }) : view;
    },
    'sheets.look': ({ sheetId, choices }) => look(sheetId, choices),
    'sheets.rows': ({ sheetId, choices, atRow, count, ...asked }) => {
      const made = converted(sheetId, choices);
      const sheet = sheets.get(sheetId);
      if (!made.ok || sheet === undefined) return made.ok ? failed('not-found', 'The sheet is gone.') : made;
      const all = shownRows(sheet.workbook, made.value);
      const from = atRow === undefined ? asked.from : placeOf(sheet.workbook, made.value, atRow);
      const rows: SheetRowView[] = all.slice(from, from + count).map((row) => row());
      return ok({ rows, from, total: all.length });
    },
    'sheets.convert': async ({ sheetId, choices }) => {
      const made = converted(sheetId, choices);
      if (!made.ok) return made;
      const { document, view, findings } = made.value;
      if (document === null) {
        const details = findings.filter((one) => one.severity === 'error').map((one) => one.message);
        return failed('invalid-document', `${errorsText(view.counts.error)} Nothing was imported.`, {
          details: details.slice(0, 100),
        });
      }
      const text = yamlDocument(document);
      const { findings: lint } = await parts.reader.look(text);
      return ok({ text, key: view.key, title: view.title, findings: view.findings, lint: [...lint] });
    },
  };
}

function placeOf({ worksheets }: Workbook, { view }: Conversion, row: number): number {
  const rows = worksheets[view.worksheet]?.rows ?? [];
  const place = rows.findIndex(({ number }) => number >= row);
  return place < 0 ? Math.max(0, rows.length - 1) : place;
}

function errorsText(count: number): string {
  return count === 1 ? 'One finding stops the import.' : `${count} findings stop the import.`;
}

function collect(uploads: Map<string, Upload>, request: OperationRequest<'sheets.read'>): Result<Upload> {
  const bytes = bytesOfBase64(request.dataBase64);
  if (bytes === null) return failed('invalid-input', 'A piece of the file is not base64.');
  if (bytes.length > PIECE_BYTES) return failed('too-large', 'Send a file in pieces of at most 512 KiB.');
  const upload = request.index === 0 ? { next: 0, bytes: 0, pieces: [] } : uploads.get(request.uploadId);
  if (upload === undefined || upload.next !== request.index) {
    return failed('invalid-input', 'A piece of the file is missing. Send it again from its first piece.');
  }
  upload.next++;
  upload.bytes += bytes.length;
  upload.pieces.push(bytes);
  if (upload.bytes > FILE_BYTES) {
    uploads.delete(request.uploadId);
    return failed('too-large', 'The file is larger than 32 MiB. Save the sheet of the plan alone as .xlsx or .csv.');
  }
  keep(uploads, { id: request.uploadId, value: upload, most: MOST_UPLOADS });
  return ok(upload);
}

/** Puts a value last and lets the first ones go. */
function keep<T>(map: Map<string, T>, { id, value, most }: { id: string; value: T; most: number }): void {
  map.delete(id);
  map.set(id, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
