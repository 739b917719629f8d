import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { Payload, Plan, PlanStep, UploadAction } from '../../../contract/plan.ts';
import { sourceTextOf } from '../../domain/plan/upload-text.ts';
import type { PayloadFiles } from '../ports/payload-files.ts';
import type { ArtifactShelf } from './artifact-shelf.ts';

export interface PayloadParts {
  readonly files: PayloadFiles;
  readonly shelf: Pick<ArtifactShelf, 'named' | 'stored' | 'attachmentsNamed'>;
  /** Where an attachment lies on this machine; null = it is not there. */
  readonly pathOf: (sha256: string) => string | null;
  /** The folder of the file a document is bound to; null = none. */
  readonly folderOf: (documentKey: string) => string | null;
}

/** Whose upload: relative paths are meant from the runbook's own folder. */
export interface Origin {
  readonly documentKey: string | null;
  /** Of the file the runbook was just read from; goes before what it is bound to. */
  readonly folder?: string | undefined;
}

export interface PayloadLack {
  readonly stepId: PlanStep['id'];
  readonly message: string;
}

/** What upload steps send: found once when a run is set up, and found to be the same again when it is sent. */
export class PayloadDesk {
  readonly #parts: PayloadParts;

  constructor(parts: PayloadParts) {
    this.#parts = parts;
  }

  /** Every upload step with what it would send; what cannot be found is told by step. */
  async freeze(
    plan: Plan,
    inputs: Readonly<Record<string, string>>,
    origin: Origin,
  ): Promise<{ readonly plan: Plan; readonly lacks: readonly PayloadLack[] }> {
    const lacks: PayloadLack[] = [];
    const steps: PlanStep[] = [];
    for (const step of plan.steps) {
      if (step.action.kind !== 'upload') {
        steps.push(step);
        continue;
      }
      const found = await this.find(step.action, inputs, origin);
      if (found.ok) steps.push({ ...step, action: { ...step.action, payload: found.value } });
      else {
        steps.push(step);
        lacks.push({ stepId: step.id, message: found.problem.message });
      }
    }
    return { plan: { ...plan, steps }, lacks };
  }

  async find(action: UploadAction, inputs: Readonly<Record<string, string>>, origin: Origin): Promise<Result<Payload>> {
    const { text, unresolved } = sourceTextOf(action, inputs);
    if (unresolved.length > 0) return failed('refused', `No value is known for ${unresolved.join(', ')}.`);
    return action.source.kind === 'file' ? this.#file(text, origin) : this.#artifact(text);
  }

  /** The file to send now; refused with both digests when it is not what the run was set up with. */
  async ready(payload: Payload): Promise<Result<string>> {
    const { path, sha256, name } = payload;
    if (path === null) {
      const shelved = this.#parts.pathOf(sha256);
      if (shelved !== null) return ok(shelved);
      return failed('not-found', `The artifact ${name} (SHA-256 ${sha256}) is not in the workspace any more.`);
    }
    const found = await this.#parts.files.look(path);
    if (!found.ok) return found;
    if (found.value.sha256 === sha256) return ok(found.value.path);
    return failed(
      'conflict',
      `${path} changed since the run was set up: SHA-256 ${sha256} then, ${found.value.sha256} now. Put the old file back, or set up a new run with the new one.`,
    );
  }

  async #file(text: string, { documentKey, folder }: Origin): Promise<Result<Payload>> {
    const base = folder ?? (documentKey === null ? null : this.#parts.folderOf(documentKey));
    const placed = this.#parts.files.place(text, base);
    if (!placed.ok) return placed;
    const found = await this.#parts.files.look(placed.value);
    return found.ok ? ok({ ...found.value, name: nameOf(placed.value) }) : found;
  }

  #artifact(text: string): Result<Payload> {
    const { shelf } = this.#parts;
    const digest = text.startsWith('sha256:') ? text.slice('sha256:'.length) : null;
    if (digest !== null) return this.#shelved(digest, text);
    const named = shelf.named(text);
    if (named !== null) return this.#shelved(named.sha256, text);
    const [only, ...others] = shelf.attachmentsNamed(text);
    if (only === undefined) {
      return failed(
        'not-found',
        `There is no artifact "${text}". Put it on the shelf: holdpoint artifact add FILE --name ${text}`,
      );
    }
    if (others.length === 0) return this.#shelved(only, text);
    const message = `${others.length + 1} different files were stored as "${text}". Name the one by its digest, or put it on the shelf.`;
    return failed('conflict', message, { details: [only, ...others].map((sha256) => `sha256:${sha256}`) });
  }

  #shelved(sha256: string, text: string): Result<Payload> {
    const stored = this.#parts.shelf.stored(sha256);
    if (stored === null || this.#parts.pathOf(sha256) === null) {
      return failed('not-found', `The file of artifact ${text} is not in the workspace. Add it again.`);
    }
    return ok({ sha256, bytes: stored.bytes, path: null, name: stored.name });
  }
}

function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
