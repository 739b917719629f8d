import { type Finding, failed, ok, type Result } from '../../../contract/errors.ts';
import type { EventData } from '../../../contract/events.ts';
import type { PassId } from '../../../contract/ids.ts';
import type { OperationRequest } from '../../../contract/operations.ts';
import { type ChecklistDraft, type DueFault, freezeItems, readChecklist } from '../../domain/checklist/index.ts';
import type { PassDeskParts } from './pass-desk.ts';
import { instantOf } from './wall-instant.ts';

/** What is to be written, and into which pass. */
export interface Opening {
  readonly passId: PassId;
  readonly draft: ChecklistDraft;
}

type OpenRequest = OperationRequest<'checklists.open'>;

/** The first event of a pass: the document as it stands, what it is for, when it counts from. */
export async function openingOf(parts: PassDeskParts, request: OpenRequest, passId: PassId): Promise<Result<Opening>> {
  const found = parts.library.find(request.key, request.revision);
  if (!found.ok) return found;
  const { checklist, findings } = readChecklist(found.value.text, parts.resolveWallTime);
  if (checklist === null) return broken(request.key, findings);
  if (checklist.items.length === 0) return failed('refused', 'The checklist has no items. Write some, then open it.');
  const about = await aboutOf(parts, request);
  if (!about.ok) return about;
  const { items, faults } = freezeItems(checklist.items, about.value.timezone, parts.resolveWallTime);
  if (faults.length > 0) return impossibleDue(faults);
  const { key, revision, sha256 } = found.value.revision;
  const data = { passId, document: { key, revision, sha256 }, title: checklist.title, items: [...items] };
  return ok({ passId, draft: { type: 'checklist.opened', data: { ...data, ...about.value } } });
}

type About = Pick<EventData<'checklist.opened'>, 'subject' | 't0' | 'timezone'>;

/** Zone and T0 as given, else those of the runbook it is for. */
async function aboutOf(parts: PassDeskParts, { subject, t0, timezone }: OpenRequest): Promise<Result<About>> {
  const runbook = subject !== undefined && 'runbook' in subject ? parts.library.find(subject.runbook) : null;
  if (runbook !== null && !runbook.ok) return runbook;
  const document = runbook === null ? null : await parts.library.summary(runbook.value.revision);
  const zone = timezone ?? document?.timezone ?? 'UTC';
  // Also where no time is given: a zone that does not exist would be kept for ever.
  const known = instantOf('2026-01-15T12:00', zone, parts.resolveWallTime);
  if (!known.ok) return known;
  const start = t0 === undefined ? ok(document?.window?.start ?? null) : instantOf(t0, zone, parts.resolveWallTime);
  if (!start.ok) return start;
  return ok({ subject: subjectOf(subject, document?.title), t0: start.value, timezone: zone });
}

function subjectOf(subject: OpenRequest['subject'], title: string | undefined): About['subject'] {
  if (subject === undefined) return null;
  if ('text' in subject) return { text: subject.text, runbook: null };
  return { text: title ?? subject.runbook, runbook: subject.runbook };
}

function broken(key: string, findings: readonly Finding[]): Result<never> {
  const message = `${key} cannot be opened: see what is wrong with it, correct it and open it then.`;
  return failed('invalid-document', message, { findings: [...findings] });
}

function impossibleDue(faults: readonly DueFault[]): Result<never> {
  const details = faults.map(({ itemId, message, cure }) => `${itemId}: ${message} ${cure}`);
  return failed('invalid-document', `A due time does not exist. ${details[0] ?? ''}`, { details });
}
