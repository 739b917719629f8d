import { limits } from './limits.ts';
import { Unreadable } from './unreadable.ts';
import type { Archive } from './workbook-parts.ts';
import { XmlScanner } from './xml-scanner.ts';
import { unpack } from './zip.ts';

/** The texts of a workbook, by number; as many as the limits allow, the rest is left out. */
export async function readSharedStrings(archive: Archive): Promise<readonly string[]> {
  const path = [...archive.entries.keys()].find((name) => /(^|\/)sharedStrings\.xml$/i.test(name));
  const entry = path === undefined ? undefined : archive.entries.get(path);
  if (entry === undefined) return [];
  const strings: string[] = [];
  let characters = 0;
  let current: string[] | null = null;
  let isText = false;
  /** Phonetic guides stand beside the text, not in it. */
  let isGuide = false;
  const scanner = new XmlScanner({
    open: (name) => {
      if (name === 'si') current = [];
      else if (name === 'rPh') isGuide = true;
      else if (name === 't') isText = true;
    },
    close: (name) => {
      if (name === 't') isText = false;
      else if (name === 'rPh') isGuide = false;
      else if (name === 'si') {
        strings.push(cellText((current ?? []).join('')));
        current = null;
      }
    },
    text: (text) => {
      if (!isText || isGuide || current === null) return;
      characters += text.length;
      current.push(text);
    },
  });
  const end = await unpack(archive.bytes, entry, {
    most: limits.partBytes,
    take: (piece) => {
      scanner.push(piece);
      return characters < limits.characters && strings.length < limits.cells * 2;
    },
  });
  if (end !== 'ended') {
    throw new Unreadable(
      'The workbook holds more text than a plan has. Save the sheet of the plan as a workbook of its own.',
      'too-large',
    );
  }
  return strings;
}

/** `_x000D_` is how a workbook writes a carriage return. Line ends become one sign, and no cell is endless. */
export function cellText(text: string): string {
  const plain = text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
  const lines = plain.includes('\r') ? plain.replace(/\r\n?/g, '\n') : plain;
  return lines.length > limits.cellCharacters ? lines.slice(0, limits.cellCharacters) : lines;
}
