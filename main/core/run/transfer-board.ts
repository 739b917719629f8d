import type { Transfer } from '../../../contract/artifact-operations.ts';
import type { RunId } from '../../../contract/ids.ts';

/** Uploads on their way and how far they are. Kept in memory only: what became of them is in the log. */
export class TransferBoard {
  readonly #runs = new Map<RunId, Map<string, Transfer>>();
  readonly #listeners = new Set<(runId: RunId) => void>();

  of(runId: RunId): readonly Transfer[] {
    return [...(this.#runs.get(runId)?.values() ?? [])];
  }

  put(runId: RunId, transfer: Transfer): void {
    const known = this.#runs.get(runId) ?? new Map<string, Transfer>();
    this.#runs.set(runId, known.set(keyOf(transfer), transfer));
    this.#tell(runId);
  }

  drop(runId: RunId, transfer: Pick<Transfer, 'stepId' | 'target'>): void {
    const known = this.#runs.get(runId);
    if (known?.delete(keyOf(transfer)) !== true) return;
    if (known.size === 0) this.#runs.delete(runId);
    this.#tell(runId);
  }

  onChange(listener: (runId: RunId) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(runId: RunId): void {
    for (const listener of this.#listeners) listener(runId);
  }
}

function keyOf({ stepId, target }: Pick<Transfer, 'stepId' | 'target'>): string {
  return `${stepId} ${target}`;
}
