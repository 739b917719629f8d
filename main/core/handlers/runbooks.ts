import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { OperationRequest } from '../../../contract/operations.ts';
import { withPayloads } from '../payload/preview-payloads.ts';
import type { CoreParts } from './core-parts.ts';
import type { FeatureHandlers } from './handler.ts';

export function runbookHandlers(parts: CoreParts): Omit<FeatureHandlers<'runbooks'>, 'runbooks.preflight'> {
  const { library, reader } = parts;
  return {
    'runbooks.get': async ({ key, revision }) => {
      const found = library.find(key, revision);
      if (!found.ok) return found;
      const { text } = found.value;
      const view = await reader.view(text);
      if (view === null) return failed('invalid-input', `${key} is a ${found.value.revision.kind}, not a runbook.`);
      return ok({ ...view, document: await library.summary(found.value.revision), text });
    },
    'runbooks.preview': async (request) => {
      const text = textOf(parts, request);
      if (!text.ok) return text;
      // Without any input it is a look at the runbook: what has no value yet stays a placeholder.
      const given = Object.keys(request.inputs).length === 0 ? null : { values: request.inputs, secretNames: [] };
      const preview = await reader.preview(text.value, given);
      return withPayloads(parts, preview, {
        text: text.value,
        given,
        key: request.key ?? null,
        folder: request.folder,
      });
    },
  };
}

function textOf({ library }: CoreParts, { key, text }: OperationRequest<'runbooks.preview'>): Result<string> {
  if (text !== undefined) return ok(text);
  if (key === undefined) return failed('invalid-input', 'Name a runbook or give its text.');
  const found = library.find(key);
  return found.ok ? ok(found.value.text) : found;
}
