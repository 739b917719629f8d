import type { Actor } from '../../../contract/actor.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { OperationOutput, OperationRequest } from '../../../contract/operations.ts';
import { actorOf, whenOf } from '../attribution.ts';
import { BoundFiles } from './bound-files.ts';
import type { CoreParts } from './core-parts.ts';
import type { FeatureHandlers } from './handler.ts';
import type { Library } from './library.ts';

export function documentHandlers(parts: CoreParts): FeatureHandlers<'documents'> {
  const { library, reader } = parts;
  const bound = new BoundFiles(parts);
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
    'documents.save': (request, caller) =>
      saved(parts, bound, { request, actor: actorOf(request.attribution, caller, parts.seat) }),
    'documents.table': async ({ text }) => ok(await reader.table(text)),
    'documents.edit': ({ text, edits }) => reader.edit(text, edits),
    'documents.history': ({ key }) => historyOf(parts, key),
    'documents.compare': (request) => compared(parts, request),
    'documents.merge': (request) => merged(parts, request),
    'documents.link': async ({ key, path, attribution }, caller) => {
      const actor = actorOf(attribution, caller, parts.seat);
      return actor.ok ? bound.link(key, path, actor.value) : actor;
    },
    'documents.unlink': async ({ key, attribution }, caller) => {
      const actor = actorOf(attribution, caller, parts.seat);
      return actor.ok ? bound.unlink(key, actor.value) : actor;
    },
    'documents.file': async ({ key, withText }) => ok(await bound.look(key, withText)),
    'documents.write': async ({ key, seenSha256, attribution }, caller) => {
      const actor = actorOf(attribution, caller, parts.seat);
      return actor.ok ? bound.write(key, seenSha256, actor.value) : actor;
    },
  };
}

interface Asked {
  readonly request: OperationRequest<'documents.save'>;
  readonly actor: Result<Actor>;
}

/** The revision first: whatever becomes of the file, nothing that was saved is lost. */
async function saved(
  { library, clock, documentIndex }: CoreParts,
  bound: BoundFiles,
  { request, actor }: Asked,
): Promise<Result<OperationOutput<'documents.save'>>> {
  if (!actor.ok) return actor;
  const at = whenOf(request.attribution, clock.now());
  if (!at.ok) return at;
  const { text, basedOnRevision, reason = null } = request;
  const answer = await library.save({ text, actor: actor.value, reason, basedOnRevision, at: at.value });
  if (!answer.ok) return answer;
  const { key, revision } = answer.value.document;
  const now = documentIndex.find(key, revision);
  const before = revision > 1 ? documentIndex.find(key, revision - 1) : null;
  const file = now === null ? null : await bound.follow(now, before, actor.value);
  return ok({ ...answer.value, file });
}

function historyOf({ documentIndex }: CoreParts, key: string): Result<OperationOutput<'documents.history'>> {
  const revisions = documentIndex.revisions(key);
  if (revisions.length === 0) return failed('not-found', `There is no document ${key}.`);
  return ok(
    revisions.map(({ revision, savedAt, savedBy, reason, sha256, bytes }) => {
      return { revision, savedAt, savedBy, reason, sha256, bytes };
    }),
  );
}

async function compared(
  { library, reader }: CoreParts,
  { key, from, to }: OperationRequest<'documents.compare'>,
): Promise<Result<OperationOutput<'documents.compare'>>> {
  const before = library.find(key, from);
  if (!before.ok) return before;
  const after = typeof to === 'number' ? textOf(library, key, to) : ok(to.text);
  return after.ok ? ok(await reader.compare(before.value.text, after.value)) : after;
}

function textOf(library: Library, key: string, revision?: number): Result<string> {
  const found = library.find(key, revision);
  return found.ok ? ok(found.value.text) : found;
}

async function merged(
  { library, reader }: CoreParts,
  { key, basedOnRevision, text }: OperationRequest<'documents.merge'>,
): Promise<Result<OperationOutput<'documents.merge'>>> {
  const base = textOf(library, key, basedOnRevision);
  if (!base.ok) return base;
  const newest = library.find(key);
  if (!newest.ok) return newest;
  const { text: both, conflicts } = await reader.merge(base.value, { newest: newest.value.text, mine: text });
  return ok({
    ...{ newest: newest.value.revision.revision, newestText: newest.value.text },
    ...{ text: both, conflicts: [...conflicts] },
  });
}
