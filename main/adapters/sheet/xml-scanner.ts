import { Unreadable } from './unreadable.ts';

export interface XmlListener {
  /** `attributes` as written; ask `attribute` for one. */
  open(name: string, attributes: string): void;
  close(name: string): void;
  text(text: string): void;
}

const LONGEST_TAG = 1024 * 1024;

/**
 * Reads XML as it comes, piece by piece, without a tree. Prefixes of names are left out. Entities of a document type
 * are never expanded: a file that declares one is refused.
 */
export class XmlScanner {
  readonly #listener: XmlListener;
  readonly #decoder = new TextDecoder('utf-8');
  #rest = '';

  constructor(listener: XmlListener) {
    this.#listener = listener;
  }

  push(piece: Uint8Array): void {
    this.#scan(this.#rest + this.#decoder.decode(piece, { stream: true }));
  }

  #scan(text: string): void {
    let at = 0;
    for (;;) {
      const tag = text.indexOf('<', at);
      if (tag < 0) break;
      if (tag > at) this.#text(text.slice(at, tag));
      const end = endOfTag(text, tag);
      if (end < 0) {
        at = tag;
        break;
      }
      this.#tag(text, tag, end);
      at = end;
    }
    // Text that goes on in the next piece is told in one: an entity may lie across the border.
    this.#rest = text.slice(at);
    if (this.#rest.length > LONGEST_TAG)
      throw new Unreadable('The workbook holds XML that cannot be read. Save it again.');
  }

  #text(text: string): void {
    this.#listener.text(text.includes('&') ? withoutEntities(text) : text);
  }

  #tag(text: string, start: number, end: number): void {
    const second = text[start + 1];
    if (second === '?') return;
    if (second === '!') {
      if (text.startsWith('<![CDATA[', start)) this.#listener.text(text.slice(start + 9, end - 3));
      else if (!text.startsWith('<!--', start))
        throw new Unreadable('The workbook declares XML of its own, which is not read.');
      return;
    }
    if (second === '/') {
      this.#listener.close(localName(text.slice(start + 2, end - 1).trim()));
      return;
    }
    const isEmpty = text[end - 2] === '/';
    const inner = text.slice(start + 1, isEmpty ? end - 2 : end - 1);
    const space = inner.search(/[\s/]/);
    const name = localName(space < 0 ? inner : inner.slice(0, space));
    this.#listener.open(name, space < 0 ? '' : inner.slice(space));
    if (isEmpty) this.#listener.close(name);
  }
}

/** Behind the tag that begins at `start`; -1 = it goes on in the next piece. */
function endOfTag(text: string, start: number): number {
  if (text.startsWith('<!--', start)) return behind(text, '-->', start);
  if (text.startsWith('<![CDATA[', start)) return behind(text, ']]>', start);
  // A comment or CDATA that is not yet told apart waits for more.
  if (text.length - start < 9 && text[start + 1] === '!') return -1;
  let quote = '';
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at + 1;
  }
  return -1;
}

function behind(text: string, mark: string, start: number): number {
  const at = text.indexOf(mark, start);
  return at < 0 ? -1 : at + mark.length;
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export function withoutEntities(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|[a-z]{2,4});/g, (whole, entity: string) => {
    if (entity[0] !== '#') return named[entity] ?? whole;
    const code = entity[1] === 'x' ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** The value of an attribute by its local name; null = it is not there. */
export function attribute(attributes: string, name: string): string | null {
  if (attributes === '') return null;
  let at = attributes.indexOf(`${name}=`);
  while (at >= 0) {
    const before = attributes[at - 1];
    const quote = attributes[at + name.length + 1];
    if ((before === undefined || /[\s:]/.test(before)) && (quote === '"' || quote === "'")) {
      const start = at + name.length + 2;
      const value = attributes.slice(start, attributes.indexOf(quote, start));
      return value.includes('&') ? withoutEntities(value) : value;
    }
    at = attributes.indexOf(`${name}=`, at + 1);
  }
  return null;
}
