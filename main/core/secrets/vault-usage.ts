import { vaultNamesOf } from '../../domain/plan/vault-references.ts';
import type { DocumentIndex } from '../ports/document-index.ts';
import type { DocumentReader } from '../ports/document-reader.ts';
import type { DocumentStore } from '../ports/document-store.ts';

export interface UsingDocument {
  readonly key: string;
  readonly title: string;
}

export interface UsageParts {
  readonly documents: Pick<DocumentStore, 'textOf'>;
  readonly documentIndex: DocumentIndex;
  readonly reader: Pick<DocumentReader, 'compile'>;
}

/** Which stored documents name which secret of the vault, by their newest revision. */
export class VaultUsage {
  readonly #parts: UsageParts;
  readonly #known = new Map<string, readonly string[]>();

  constructor(parts: UsageParts) {
    this.#parts = parts;
  }

  async byName(): Promise<ReadonlyMap<string, readonly UsingDocument[]>> {
    const using = new Map<string, UsingDocument[]>();
    for (const { key, title, sha256 } of this.#parts.documentIndex.latest()) {
      for (const name of await this.#namesIn(sha256)) {
        using.set(name, [...(using.get(name) ?? []), { key, title }]);
      }
    }
    return using;
  }

  async #namesIn(sha256: string): Promise<readonly string[]> {
    const known = this.#known.get(sha256);
    if (known !== undefined) return known;
    const text = this.#parts.documents.textOf(sha256);
    const names = text?.includes('secrets.') === true ? await this.#compiled(text) : [];
    this.#known.set(sha256, names);
    return names;
  }

  /** One that cannot be compiled is used by nobody yet. */
  async #compiled(text: string): Promise<readonly string[]> {
    const compiled = await this.#parts.reader.compile(text, null);
    return compiled.kind === 'plan' ? vaultNamesOf(compiled.plan, compiled.secretNames) : [];
  }
}
