import { ok } from '../../../contract/errors.ts';
import { actorOf, whenOf } from '../attribution.ts';
import type { CoreParts } from './core-parts.ts';
import type { FeatureHandlers } from './handler.ts';

export function documentHandlers({ library, seat, clock }: CoreParts): FeatureHandlers<'documents'> {
  return {
    'documents.list': () => ok(library.list()),
    'documents.get': ({ key, revision }) => {
      const found = library.find(key, revision);
      return found.ok ? ok({ document: library.summary(found.value.revision), text: found.value.text }) : found;
    },
    'documents.lint': ({ text, fileName }) => {
      const { kind, findings } = library.judge(text);
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
