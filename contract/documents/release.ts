import { head, list, record, strict } from './document-object.ts';
import { people, versionText } from './runbook.ts';
import { documentKeyText, oneOf, text } from './text-types.ts';
import { dayOrTime, wallTime } from './time-text.ts';

export const releaseTypes = ['major', 'minor', 'patch', 'emergency'] as const;
export const risks = ['low', 'medium', 'high'] as const;

export const release = strict({
  ...head('Release'),
  programme: text.optional(),
  components: list(
    strict({ name: text, version: versionText, artifact: text.optional(), committedAt: dayOrTime.optional() }),
  ).optional(),
  type: oneOf(releaseTypes).optional(),
  risk: oneOf(risks).optional(),
  change: text.optional(),
  /** Environment → its window. */
  windows: record(documentKeyText, strict({ start: wallTime, end: wallTime })).optional(),
  dependsOn: list(documentKeyText).optional(),
  runbook: documentKeyText.optional(),
  people: people.optional(),
  controls: documentKeyText.optional(),
  messages: documentKeyText.optional(),
});
