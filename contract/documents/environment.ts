import { head, list, record, strict } from './document-object.ts';
import { inventory } from './inventory.ts';
import { selector } from './selector.ts';
import { integer, stepIdText, text } from './text-types.ts';

/** Where a release goes: its targets, in the order of promotion given by `rank`. */
export const environmentDocument = strict({
  ...head('Environment'),
  rank: integer(0, 1000).optional(),
  inventory: inventory.optional(),
  /** Name → the targets it stands for. */
  groups: record(stepIdText, selector).optional(),
  /** What only one run may hold at a time. */
  locks: list(text).optional(),
});
