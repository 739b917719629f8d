import { head, list, strict } from './document-object.ts';
import { integer, stepIdText, text } from './text-types.ts';
import { timezone, wallTime } from './time-text.ts';

export const roster = strict({
  ...head('Roster'),
  timezone: timezone.optional(),
  people: list(
    strict({
      id: stepIdText,
      name: text,
      roles: list(text).optional(),
      backup: stepIdText.optional(),
      phones: list(text).optional(),
      organisation: text.optional(),
      timezone: timezone.optional(),
      shifts: list(strict({ from: wallTime, to: wallTime })).optional(),
      sfiaLevel: integer(1, 7).optional(),
      publicKey: text.optional(),
    }),
  ),
});
