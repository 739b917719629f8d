import { ok, type Result } from '../../../contract/errors.ts';
import type { Preview } from '../../../contract/workspace-views.ts';
import { type GivenInputs, previewOf } from '../../domain/plan/index.ts';
import type { DocumentReader } from '../ports/document-reader.ts';
import type { PayloadDesk, PayloadLack } from './payload-desk.ts';

interface Previewed {
  readonly text: string;
  readonly given: GivenInputs | null;
  readonly key: string | null;
  readonly folder: string | undefined;
}

/** A preview whose uploads say what they would send now; what cannot be found stands as the step's refusal. */
export async function withPayloads(
  parts: { readonly payloads: PayloadDesk; readonly reader: Pick<DocumentReader, 'compile'> },
  preview: Result<Preview>,
  { text, given, key, folder }: Previewed,
): Promise<Result<Preview>> {
  if (!preview.ok || !preview.value.steps.some((step) => step.kind === 'upload')) return preview;
  const compiled = await parts.reader.compile(text, given);
  if (compiled.kind !== 'plan') return preview;
  const { plan, lacks } = await parts.payloads.freeze(compiled.plan, compiled.values, { documentKey: key, folder });
  return ok(lackingPayloads(previewOf(plan, compiled.values, compiled.secretNames), lacks));
}

/** What an upload lacks stands as its refusal on every target. */
export function lackingPayloads(preview: Preview, lacks: readonly PayloadLack[]): Preview {
  const lackOf = new Map<string, string>(lacks.map(({ stepId, message }) => [stepId, message]));
  const steps = preview.steps.map((step) => {
    const lack = lackOf.get(step.stepId) ?? null;
    if (lack === null) return step;
    return { ...step, targets: step.targets.map((target) => ({ ...target, refusal: target.refusal ?? lack })) };
  });
  return { ...preview, steps };
}
