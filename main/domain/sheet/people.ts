import { type FindingBook, quoted } from './findings.ts';
import { filledLines, type SheetRow } from './grid.ts';
import { isNothing, withoutPlaceholders } from './plain-words.ts';
import { columnOf, type Table, textIn } from './table.ts';
import { FlowMap } from './yaml-text.ts';

const UNNAMED = 'To be named';

/** Who does a step, in roles of the runbook. */
export interface StepPeople {
  readonly responsible: string | null;
  readonly backup: string | null;
  /** Further owners named in the same cell. */
  readonly others: readonly string[];
  /** The cell names more than one, or was spelt another way. */
  readonly isExact: boolean;
}

interface Person {
  readonly role: string;
  name: string | null;
  phone: string | null;
  backup: string | null;
}

/** The roles a sheet names, each once, in the order they first appear. */
export class People {
  readonly #byKey = new Map<string, Person>();
  readonly #table: Table;
  readonly #book: FindingBook;

  constructor(table: Table, book: FindingBook) {
    this.#table = table;
    this.#book = book;
  }

  of(row: SheetRow): StepPeople {
    const table = this.#table;
    const written = present(textIn(table, row, 'owner'));
    const name = present(textIn(table, row, 'person'));
    const [first, ...rest] = split(written === '' ? name : written);
    if (first === undefined) return { responsible: null, backup: this.#backup(row), others: [], isExact: true };
    const person = this.#role(first);
    const others = rest.map((other) => this.#role(other).role);
    if (written !== '' && name !== '') this.#name(person, name, row);
    if (person.phone === null) person.phone = present(textIn(table, row, 'phone')) || null;
    const backup = this.#backup(row);
    if (person.backup === null && backup !== null && backup !== person.role) person.backup = backup;
    return { responsible: person.role, backup, others, isExact: others.length === 0 && person.role === written };
  }

  /** A role that must be there, whoever holds it. */
  need(role: string): string {
    return this.#role(role).role;
  }

  roles(): readonly string[] {
    return [...this.#byKey.values()].map((person) => person.role);
  }

  has(role: string): string | null {
    return this.#byKey.get(keyOf(role))?.role ?? null;
  }

  entries(): readonly FlowMap[] {
    return [...this.#byKey.values()].map(
      ({ role, name, phone, backup }) =>
        new FlowMap([
          ['role', role],
          ['name', name?.toWellFormed() ?? UNNAMED],
          ['phone', phone?.toWellFormed()],
          ['backup', backup],
        ]),
    );
  }

  #backup(row: SheetRow): string | null {
    const [first] = split(present(textIn(this.#table, row, 'backup')));
    return first === undefined ? null : this.#role(first).role;
  }

  #role(text: string): Person {
    const written = withoutPlaceholders(text);
    const key = keyOf(written);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const person = { role: written, name: null, phone: null, backup: null };
    this.#byKey.set(key, person);
    return person;
  }

  #name(person: Person, name: string, row: SheetRow): void {
    if (person.name === null || person.name === name) {
      person.name = name;
      return;
    }
    const message = `${quoted(person.role)} is ${quoted(person.name)} further up, and ${quoted(name)} here. The first is taken; this name is kept as a text.`;
    this.#book.warn(
      { row: row.number, column: columnOf(this.#table, 'person') },
      { rule: 'two-people', message, cure: 'Give the two people roles of their own.' },
    );
  }
}

function present(text: string): string {
  const line = filledLines(text).join('; ');
  return isNothing(line) || /^(tbd|tbc|tba|offen|n\.?\s?n\.?|\?+)$/i.test(line) ? '' : line;
}

/** `Data team; Basis`, `DBA + Netz`, `App,Ops[50%]` of MS Project. `Müller, Hans` and `FI/CO` are one. */
function split(text: string): readonly string[] {
  return text
    .replace(/\[\d+ ?%\]/g, '')
    .split(/;|\s[+&]\s|,(?=\S)/)
    .flatMap(fullNames)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `Priya Shah / Tom Reed`, `Priya Shah, Wei Chen`: parted only where each part has a first and a last name. */
function fullNames(text: string): readonly string[] {
  const parts = text.split(/\s\/\s|,\s|\s(?:and|und)\s/);
  return parts.every((part) => /^\s*\S+\s+\S/.test(part)) ? parts : [text];
}

function keyOf(role: string): string {
  return role.toLowerCase().replace(/\s+/g, ' ');
}
