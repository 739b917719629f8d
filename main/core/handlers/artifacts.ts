import { failed, ok } from '../../../contract/errors.ts';
import { actorOf, whenOf } from '../attribution.ts';
import type { CoreParts } from './core-parts.ts';
import type { FeatureHandlers } from './handler.ts';

export function artifactHandlers(parts: CoreParts): FeatureHandlers<'artifacts'> {
  const { shelf, attachments } = parts;
  return {
    'artifacts.list': () => ok([...shelf.list()]),
    'artifacts.add': async ({ sha256, name, fileName, attribution }, caller) => {
      const actor = actorOf(attribution, caller, parts.seat);
      if (!actor.ok) return actor;
      const at = whenOf(attribution, parts.clock.now());
      if (!at.ok) return at;
      const piece = attachments.read(sha256, 0, 0);
      if (piece === null) return failed('not-found', `There is no attachment ${sha256}. Upload the file first.`);
      const known = shelf.named(name);
      // The same file under the same name again is no news.
      if (known?.sha256 === sha256) return ok(known);
      const by = at.value === undefined ? { actor: actor.value } : { actor: actor.value, at: at.value };
      const data = { name, sha256, bytes: piece.totalBytes, fileName };
      const written = await parts.journal.append([{ type: 'artifact.shelved', data }], by);
      if (!written.ok) return written;
      const shelved = shelf.named(name);
      return shelved === null ? failed('defect', `${name} was put on the shelf and is not there.`) : ok(shelved);
    },
  };
}
