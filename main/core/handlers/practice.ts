import { ok } from '../../../contract/errors.ts';
import { actorOf } from '../attribution.ts';
import type { CoreParts } from './core-parts.ts';
import type { FeatureHandlers } from './handler.ts';
import { trustKeys } from './hostkeys.ts';

export function practiceHandlers(parts: CoreParts): FeatureHandlers<'practice'> {
  return {
    'practice.open': async ({ attribution }, caller) => {
      const actor = actorOf(attribution, caller, parts.seat);
      if (!actor.ok) return actor;
      const range = await parts.range.open(actor.value.person);
      const by = { actor: actor.value };
      const reason = 'Practice range opened';
      const saved = await parts.library.save({ text: range.documentText, actor: actor.value, reason });
      if (!saved.ok) return saved;
      const trusted = await trustKeys(parts, { keys: range.hostKeys, how: 'practice-range', by });
      return trusted.ok ? ok({ key: saved.value.document.key }) : trusted;
    },
  };
}
