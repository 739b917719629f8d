import type { Workbook } from '../../domain/sheet/index.ts';
import { limits } from './limits.ts';
import { readDelimited } from './read-delimited.ts';
import { readXlsx } from './read-xlsx.ts';
import { Unreadable } from './unreadable.ts';

/** A sheet of any kind that is read, told by its bytes and not by its name. Throws `Unreadable` with one sentence. */
export async function readSheet(name: string, bytes: Uint8Array): Promise<Workbook> {
  if (bytes.length > limits.fileBytes) {
    throw new Unreadable(
      'The file is larger than 32 MiB. Save the sheet of the plan alone as .xlsx or .csv.',
      'too-large',
    );
  }
  if (bytes.length === 0) throw new Unreadable('The file is empty.');
  if (begins(bytes, [0x50, 0x4b, 0x03, 0x04]) || begins(bytes, [0x50, 0x4b, 0x05, 0x06])) return readXlsx(name, bytes);
  if (begins(bytes, [0xd0, 0xcf, 0x11, 0xe0])) throw oldOffice(name, bytes);
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1024)).trimStart().toLowerCase();
  const other = otherKinds.find(([pattern]) => pattern.test(start));
  if (other !== undefined) throw new Unreadable(other[1]);
  return readDelimited(name, bytes);
}

function begins(bytes: Uint8Array, signs: readonly number[]): boolean {
  return signs.every((sign, at) => bytes[at] === sign);
}

/** The old container of Office holds locked workbooks too: their stream is called EncryptedPackage, in UTF-16. */
function oldOffice(name: string, bytes: Uint8Array): Unreadable {
  const directory = new TextDecoder('latin1').decode(bytes).replaceAll('\0', '');
  if (directory.includes('EncryptedPackage') || directory.includes('StrongEncryptionDataSpace')) {
    return new Unreadable(
      'The workbook is protected by a password. Open it, save a copy without the password, and import that.',
    );
  }
  if (/\.mpp$/i.test(name))
    return new Unreadable(
      'This is an MS Project file, which is not read. Export it from MS Project as an Excel workbook or as CSV.',
    );
  return new Unreadable('This is a workbook of the old kind (.xls), which is not read. Save it as .xlsx or .csv.');
}

const otherKinds: readonly (readonly [RegExp, string])[] = [
  [/^%pdf/, 'This is a PDF, not a sheet. Ask for the workbook it was made from.'],
  [
    /^(<!doctype html|<html|<table)/,
    'This is a web page that calls itself a sheet. Open it in Excel or Calc and save it as .xlsx, or copy the cells and paste them here.',
  ],
  [
    /^<\?xml[^>]*>[\s\S]*<(\w+:)?workbook\b/,
    'This is a workbook in the XML form of 2003, which is not read. Save it as .xlsx.',
  ],
  [
    /^<\?xml[^>]*>[\s\S]*<project\b/,
    'This is an MS Project plan in XML, which is not read. Export it from MS Project as an Excel workbook or as CSV.',
  ],
  [/^<\?xml/, 'This is XML, not a sheet. Save the sheet as .xlsx or .csv.'],
  [/^apiversion:\s*holdpoint\//, 'This is a document of Holdpoint already. Open it as a runbook.'],
];
