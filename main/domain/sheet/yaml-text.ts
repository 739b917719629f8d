/** What a document is written from: texts, lists, and maps that keep the order of their keys. */
export type YamlValue = string | readonly YamlValue[] | YamlMap | FlowMap;

export class YamlMap {
  readonly entries: readonly (readonly [string, YamlValue])[];

  /** Null and undefined values are left out. */
  constructor(entries: readonly (readonly [string, YamlValue | null | undefined])[]) {
    this.entries = entries.flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [[key, value] as const],
    );
  }
}

/** Written on one line: `{ role: DBA, name: To be named }`. */
export class FlowMap {
  readonly entries: readonly (readonly [string, string])[];

  constructor(entries: readonly (readonly [string, string | null | undefined])[]) {
    this.entries = entries.flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [[key, value] as const],
    );
  }
}

/** The map as a YAML document. Reads back, by any YAML reader, as exactly these texts. */
export function yamlDocument(map: YamlMap): string {
  const lines: string[] = [];
  writeMap(lines, map, { indent: '' });
  return `${lines.join('\n')}\n`;
}

function writeMap(lines: string[], map: YamlMap, { indent, first = indent }: { indent: string; first?: string }): void {
  for (const [index, [key, value]] of map.entries.entries()) {
    writeEntry(lines, { head: `${index === 0 ? first : indent}${scalar(key)}:`, value, indent });
  }
}

function writeEntry(
  lines: string[],
  { head, value, indent }: { head: string; value: YamlValue; indent: string },
): void {
  if (typeof value === 'string') {
    writeText(lines, { head, text: value, indent });
  } else if (value instanceof FlowMap) {
    lines.push(`${head} ${flowMap(value)}`);
  } else if (value instanceof YamlMap) {
    lines.push(value.entries.length === 0 ? `${head} {}` : head);
    writeMap(lines, value, { indent: `${indent}  ` });
  } else {
    writeList(lines, { head, list: value, indent });
  }
}

function writeText(lines: string[], { head, text, indent }: { head: string; text: string; indent: string }): void {
  if (!isBlockText(text)) {
    lines.push(`${head} ${scalar(text)}`);
    return;
  }
  lines.push(`${head} |-`);
  for (const line of text.split('\n')) lines.push(line === '' ? '' : `${indent}  ${line}`);
}

function writeList(
  lines: string[],
  { head, list, indent }: { head: string; list: readonly YamlValue[]; indent: string },
): void {
  const flow = list.every((item) => typeof item === 'string')
    ? `[${list.map((item) => scalar(String(item))).join(', ')}]`
    : null;
  if (flow !== null && (flow.length < 100 || list.length === 0)) {
    lines.push(`${head} ${flow}`);
    return;
  }
  lines.push(head);
  for (const item of list) {
    if (item instanceof YamlMap) writeMap(lines, item, { indent: `${indent}    `, first: `${indent}  - ` });
    else if (item instanceof FlowMap) lines.push(`${indent}  - ${flowMap(item)}`);
    else lines.push(`${indent}  - ${scalar(String(item))}`);
  }
}

function flowMap({ entries }: FlowMap): string {
  return `{ ${entries.map(([key, value]) => `${scalar(key)}: ${scalar(value)}`).join(', ')} }`;
}

/** Text that no reader takes for anything else, in a block or inside { } and [ ]. */
const plain = /^[A-Za-z_][A-Za-z0-9_./()+-]*( [A-Za-z0-9_./()+&-]+)*$/;
/** Durations and times of T0 begin with a digit and are no numbers. */
const measure = /^\d+[dhm](\d+[hms])*(\d+s)?$/;
/** Words other readers take for switches, nulls and numbers. */
const reserved = /^(y|n|yes|no|on|off|true|false|null|nan|inf|[-+]?\.?(inf|nan))$/i;

/** A text as it can stand anywhere on one line. */
function scalar(text: string): string {
  if (((plain.test(text) && !reserved.test(text)) || measure.test(text)) && text.length < 200) return text;
  if (isPrintable(text) && !/[\n\r\t]/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replace(unprintable, escaped);
}

/** Control characters, line ends of other alphabets, byte order marks, halves of characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const strange = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;

function isPrintable(text: string): boolean {
  return !strange.test(text);
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code >= 0xd800 && code <= 0xdfff ? character : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Several lines that a block keeps as they are: no odd characters, no space at the ends of lines. */
function isBlockText(text: string): boolean {
  if (!text.includes('\n') || !isPrintable(text) || /[\r\t]/.test(text)) return false;
  return !/^\s|\s$| \n/.test(text);
}
