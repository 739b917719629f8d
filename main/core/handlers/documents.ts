import { ok } from '../../../contract/errors.ts';
import { actorOf, whenOf } from '../attribution.ts';
import type { CoreParts } from './core-parts.ts';
import type { FeatureHandlers } from './handler.ts';

export function documentHandlers({ library, seat, clock }: CoreParts): FeatureHandlers<'documents'> {
  return {
    'documents.list': async () => ok(await library.list()),
    'documents.get': async ({ key, revision }) => {
      const found = library.find(key, revision);
      if (!found.ok) return found;
      return ok({ document: await library.summary(found.value.revision), text: found.value.text });
    },
    'documents.lint': async ({ text, fileName }) => {
      const { kind, findings } = await library.look(text);
      const named = fileName === undefined ? findings : findings.map((finding) => ({ ...finding, file: fileName }));
      return ok({ kind, findings: [...named] });
    },
    'documents.save': async ({ text, reason, basedOnRevision, attribution }, caller) => {
      const actor = actorOf(attribution, caller, seat);
      if (!actor.ok) return actor;
      const at = whenOf(attribution, clock.now());
      if (!at.ok) return at;
      return library.save({ text, actor: actor.value, reason: reason ?? null, basedOnRevision, at: at.value });
    },
  };
}
