import type { InfrastructureItem } from '../../../contract/environments.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { DraftEvent } from '../../../contract/events.ts';
import type { OperationRequest } from '../../../contract/operations.ts';

export type ItemRequest = OperationRequest<'environments.item'>;

/** What becomes of a word about an infrastructure item, or why it is refused now. */
export function itemDraft(request: ItemRequest, items: readonly InfrastructureItem[]): Result<DraftEvent> {
  const { key, itemId, state, evidence = null, note = null, basedOn } = request;
  const item = items.find(({ id }) => id === itemId);
  if (item === undefined) return failed('not-found', `${key} has no infrastructure item “${itemId}”.`);
  if (basedOn !== undefined && basedOn < item.changedSeq) {
    const message = `“${item.text}” has changed since you looked (event ${item.changedSeq}). Look again, then decide.`;
    return failed('stale', message);
  }
  if (item.state === state && evidence === null && note === null) {
    return failed('refused', `“${item.text}” is ${state} already. Add evidence or a note, or leave it.`);
  }
  const isBackwards = order[state] < order[item.state];
  if (isBackwards && note === null) {
    const message = `“${item.text}” is ${item.state}. Say in a note why it is only ${state} again.`;
    return failed('refused', message);
  }
  if (state === 'validated' && item.state !== 'validated' && evidence === null && note === null) {
    return failed('refused', `By what was “${item.text}” validated? Give evidence, or say it in a note.`);
  }
  return ok({ type: 'environment.item-changed', data: { key, itemId, text: item.text, state, evidence, note } });
}

const order = { needed: 0, ordered: 1, installed: 2, validated: 3 } as const;
