import { head, list, strict } from './document-object.ts';
import { matching, oneOf, stepIdText, text } from './text-types.ts';
import { dayOrTime, timezone } from './time-text.ts';

const rrule = matching(
  'a recurrence',
  /^FREQ=[A-Z]+(;[A-Z]+=[A-Z0-9,+:-]+)*$/,
  'Write a rule such as FREQ=WEEKLY;BYDAY=SA.',
);

export const calendar = strict({
  ...head('Calendar'),
  timezone: timezone.optional(),
  entries: list(
    strict({
      id: stepIdText,
      title: text.optional(),
      type: oneOf(['window', 'freeze', 'maintenance', 'milestone', 'supplier-notice']),
      start: dayOrTime,
      end: dayOrTime.optional(),
      timezone: timezone.optional(),
      rrule: rrule.optional(),
      exdate: list(dayOrTime).optional(),
      scope: strict({ programmes: list(text).optional(), environments: list(text).optional() }).optional(),
      reason: text.optional(),
    }),
  ),
});
