import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { OperationRequest } from '../../../contract/operations.ts';
import type { SheetChoices, SheetRowView } from '../../../contract/sheets.ts';
import { type ConvertedSheet, shownRows, type Workbook } from '../../domain/sheet/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentReader } from '../ports/document-reader.ts';
import type { SheetReader } from '../ports/sheet-reader.ts';
import { Shelf } from '../shelf.ts';
import { bytesOfBase64 } from './base64.ts';
import type { FeatureHandlers } from './handler.ts';

export interface SheetParts {
  readonly sheetReader: SheetReader;
  readonly clock: Pick<Clock, 'after'>;
  readonly reader: Pick<DocumentReader, 'look'>;
}

const PIECE_BYTES = 512 * 1024;
const FILE_BYTES = 32 * 1024 * 1024;
const MOST_UPLOADS = 4;
/** Sheets kept in memory; the one looked at longest ago gives way. */
const MOST_SHEETS = 3;
/** Of files that wait to be read; one alone may take seconds. */
const MOST_READING = 4;
/** Who closed the page in the middle of it does not come back. */
const UPLOAD_REST_MS = 5 * 60_000;
const SHEET_REST_MS = 60 * 60_000;

interface Upload {
  next: number;
  bytes: number;
  readonly pieces: Uint8Array[];
}

interface KeptSheet {
  readonly workbook: Workbook;
  readonly zoneHere: string;
  /** The last conversion and what was chosen for it: the rows of it are asked for piece by piece. */
  last: { readonly choices: string; readonly conversion: ConvertedSheet } | null;
}

/** Sheets on their way to becoming runbooks. Nothing is stored here: documents.save does that. */
export function sheetHandlers(parts: SheetParts): FeatureHandlers<'sheets'> {
  const uploads = new Shelf<Upload>(parts.clock, { most: MOST_UPLOADS, restMs: UPLOAD_REST_MS });
  const sheets = new Shelf<KeptSheet>(parts.clock, { most: MOST_SHEETS, restMs: SHEET_REST_MS });
  let reading = 0;

  async function converted(sheetId: string, choices: SheetChoices): Promise<Result<ConvertedSheet>> {
    const sheet = sheets.get(sheetId);
    if (sheet === undefined) return failed('not-found', 'The sheet is no longer in memory. Choose its file again.');
    sheets.put(sheetId, sheet);
    const chosen = JSON.stringify(choices);
    if (sheet.last?.choices === chosen) return ok(sheet.last.conversion);
    const made = await parts.sheetReader.convert(sheet.workbook, choices, sheet.zoneHere);
    if (made.ok) sheet.last = { choices: chosen, conversion: made.value };
    return made;
  }

  async function look(sheetId: string, choices: SheetChoices) {
    const made = await converted(sheetId, choices);
    return made.ok ? ok({ sheetId, ...made.value.view }) : made;
  }

  return {
    'sheets.read': async (request) => {
      const collected = collect(uploads, request);
      if (!collected.ok) return collected;
      if (!request.last) return ok({ sheet: null, bytes: collected.value.bytes });
      const { bytes, pieces } = collected.value;
      uploads.take(request.uploadId);
      if (reading >= MOST_READING)
        return failed('refused', 'Other sheets are being read just now. Try again in a moment.');
      reading++;
      const read = await parts.sheetReader.read(request.name, joined(pieces, bytes)).finally(() => reading--);
      if (!read.ok) return read;
      const sheet: KeptSheet = { workbook: read.value, zoneHere: request.zoneHere, last: null };
      sheets.put(request.uploadId, sheet);
      const view = await look(request.uploadId, {});
      return view.ok ? ok({ sheet: view.value, bytes }) : view;
    },
    'sheets.look': ({ sheetId, choices }) => look(sheetId, choices),
    'sheets.rows': async ({ sheetId, choices, atRow, count, ...asked }) => {
      const made = await converted(sheetId, choices);
      const sheet = sheets.get(sheetId);
      if (!made.ok || sheet === undefined) return made.ok ? failed('not-found', 'The sheet is gone.') : made;
      const all = shownRows(sheet.workbook, made.value);
      const from = atRow === undefined ? asked.from : placeOf(sheet.workbook, made.value, atRow);
      const rows: SheetRowView[] = all.slice(from, from + count).map((row) => row());
      return ok({ rows, from, total: all.length });
    },
    'sheets.convert': async ({ sheetId, choices }) => {
      const made = await converted(sheetId, choices);
      if (!made.ok) return made;
      const { text, view, findings } = made.value;
      if (text === null) {
        const details = findings.filter((one) => one.severity === 'error').map((one) => one.message);
        return failed('invalid-document', `${errorsText(view.counts.error)} Nothing was imported.`, {
          details: details.slice(0, 100),
        });
      }
      const { findings: lint } = await parts.reader.look(text);
      return ok({ text, key: view.key, title: view.title, findings: view.findings, lint: [...lint] });
    },
  };
}

function placeOf({ worksheets }: Workbook, { view }: ConvertedSheet, row: number): number {
  const rows = worksheets[view.worksheet]?.rows ?? [];
  const place = rows.findIndex(({ number }) => number >= row);
  return place < 0 ? Math.max(0, rows.length - 1) : place;
}

function errorsText(count: number): string {
  return count === 1 ? 'One finding stops the import.' : `${count} findings stop the import.`;
}

function collect(uploads: Shelf<Upload>, request: OperationRequest<'sheets.read'>): Result<Upload> {
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
    uploads.take(request.uploadId);
    return failed('too-large', 'The file is larger than 32 MiB. Save the sheet of the plan alone as .xlsx or .csv.');
  }
  uploads.put(request.uploadId, upload);
  return ok(upload);
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
