import { head, list, strict } from './document-object.ts';
import { duration } from './duration.ts';
import { releaseTypes, risks } from './release.ts';
import { bool, oneOf, stepIdText, text } from './text-types.ts';

const controlKinds = [
  'checklist',
  'approval',
  'artifact',
  'infrastructure',
  'rehearsal',
  'backout-plan',
  'messages',
  'supplier',
  'change',
  'integrated',
] as const;

/** Which releases must have what before they may go live. */
export const controlPolicy = strict({
  ...head('ControlPolicy'),
  applies: strict({
    type: list(oneOf(releaseTypes)).optional(),
    risk: list(oneOf(risks)).optional(),
  }).optional(),
  controls: list(
    strict({
      id: stepIdText,
      text,
      kind: oneOf(controlKinds),
      mandatory: bool.optional(),
      /** How old a rehearsal, a scan or an approval may be. */
      maxAge: duration.optional(),
      waivableBy: list(text).optional(),
    }),
  ),
});
