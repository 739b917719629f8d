import { limits } from './limits.ts';
import { codeOf, formatOf, type NumberFormat } from './number-formats.ts';
import { Unreadable } from './unreadable.ts';
import { attribute, XmlScanner } from './xml-scanner.ts';
import { unpack, type ZipEntry } from './zip.ts';

export interface Archive {
  readonly bytes: Uint8Array;
  readonly entries: ReadonlyMap<string, ZipEntry>;
}

export interface SheetPart {
  readonly name: string;
  readonly path: string;
  readonly isHidden: boolean;
}

export interface WorkbookParts {
  readonly sheets: readonly SheetPart[];
  readonly is1904: boolean;
}

type Open = (name: string, attributes: string) => void;

async function scanSmall(archive: Archive, path: string, open: Open): Promise<boolean> {
  const entry = archive.entries.get(path);
  if (entry === undefined) return false;
  const scanner = new XmlScanner({ open, close: () => {}, text: () => {} });
  const end = await unpack(archive.bytes, entry, {
    most: limits.smallPartBytes,
    take: (piece) => {
      scanner.push(piece);
      return true;
    },
  });
  if (end === 'too-large')
    throw new Unreadable(`The part ${path} of the workbook is too large to be one of a plan.`, 'too-large');
  return true;
}

/** The worksheets of a workbook and where they lie. */
export async function readWorkbookParts(archive: Archive): Promise<WorkbookParts> {
  const path = await mainPart(archive);
  const found: { name: string; id: string; state: string }[] = [];
  let is1904 = false;
  await scanSmall(archive, path, (name, attributes) => {
    if (name === 'workbookPr') is1904 = /^(1|true)$/.test(attribute(attributes, 'date1904') ?? '');
    if (name !== 'sheet') return;
    found.push({
      name: attribute(attributes, 'name') ?? '',
      id: attribute(attributes, 'id') ?? '',
      state: attribute(attributes, 'state') ?? 'visible',
    });
  });
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const targets = await relations(archive, `${folder}_rels/${path.slice(folder.length)}.rels`);
  const sheets = found.flatMap(({ name, id, state }): SheetPart[] => {
    const relation = targets.get(id);
    if (relation === undefined || !relation.type.endsWith('/worksheet')) return [];
    return [{ name, path: resolved(folder, relation.target), isHidden: state !== 'visible' }];
  });
  return { sheets, is1904 };
}

async function mainPart(archive: Archive): Promise<string> {
  const targets = await relations(archive, '_rels/.rels');
  for (const { type, target } of targets.values()) {
    if (type.endsWith('/officeDocument')) return resolved('', target);
  }
  return 'xl/workbook.xml';
}

interface Relation {
  readonly type: string;
  readonly target: string;
}

async function relations(archive: Archive, path: string): Promise<ReadonlyMap<string, Relation>> {
  const found = new Map<string, Relation>();
  await scanSmall(archive, path, (name, attributes) => {
    const id = name === 'Relationship' ? attribute(attributes, 'Id') : null;
    if (id === null) return;
    found.set(id, { type: attribute(attributes, 'Type') ?? '', target: attribute(attributes, 'Target') ?? '' });
  });
  return found;
}

/** `../x` and absolute targets, inside the archive only. */
function resolved(folder: string, target: string): string {
  const parts = target.startsWith('/') ? [] : folder.split('/').filter((part) => part !== '');
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

export interface CellStyle {
  readonly code: string;
  readonly format: NumberFormat;
  readonly indent: number;
}

/** The styles cells refer to, by their number. */
export async function readStyles(archive: Archive): Promise<readonly CellStyle[]> {
  const own = new Map<number, string>();
  const styles: { id: number; indent: number }[] = [];
  let isInCells = false;
  await scanSmall(archive, 'xl/styles.xml', (name, attributes) => {
    if (name === 'numFmt')
      own.set(Number(attribute(attributes, 'numFmtId')), attribute(attributes, 'formatCode') ?? '');
    if (name === 'cellXfs') isInCells = true;
    if (name === 'cellStyles' || name === 'dxfs') isInCells = false;
    if (!isInCells) return;
    if (name === 'xf' && styles.length < 100_000)
      styles.push({ id: Number(attribute(attributes, 'numFmtId') ?? 0), indent: 0 });
    const last = styles.at(-1);
    if (name === 'alignment' && last !== undefined) last.indent = Number(attribute(attributes, 'indent') ?? 0) || 0;
  });
  return styles.map(({ id, indent }) => {
    const code = codeOf(id, own);
    return { code, format: formatOf(code), indent };
  });
}
