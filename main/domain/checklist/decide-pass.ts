import { assertNever } from '../../../contract/assert-never.ts';
import type { ChecklistAct } from '../../../contract/checklists.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { DraftEvent } from '../../../contract/events.ts';
import { differentPeople, mayBeSamePerson } from './different-people.ts';
import { itemProgress, missingEvidence, neededFor, openItems } from './item-progress.ts';
import { type ChecklistEventType, type ItemState, itemNamed, type PassState } from './pass-state.ts';

export type ChecklistDraft = Extract<DraftEvent, { type: ChecklistEventType }>;

type ActOf<A extends ChecklistAct['action']> = Extract<ChecklistAct, { action: A }>;
/** `t0` of a rebase is an instant by now: zones are resolved outside. */
export type PassAct = Exclude<ChecklistAct, { action: 'rebase' }> | (Omit<ActOf<'rebase'>, 't0'> & { t0: number });

/** What becomes of an act, or why it is refused now. `person` = who says it. */
export function decidePass(pass: PassState, act: PassAct, person: string): Result<ChecklistDraft> {
  if (pass.closed !== null) return refused('The pass is closed and stays as it is. Open a new pass.');
  if (act.action === 'rebase') return rebased(pass, act);
  if (act.action === 'note') {
    if (act.itemId !== undefined && itemNamed(pass, act.itemId) === null) return unknown(act.itemId);
    return ok({ type: 'checklist.note-added', data: { text: act.text, itemId: act.itemId ?? null } });
  }
  const state = itemNamed(pass, act.itemId);
  if (state === null) return unknown(act.itemId);
  const objection = itemRefusal(state, act.action) ?? saidAlready(state, act.action, person);
  return objection === null ? decided(state, act) : refused(objection);
}

/** Everything ticked or skipped, or a reason for what is open. */
export function decideClose(pass: PassState, reason: string | null): Result<ChecklistDraft> {
  if (pass.closed !== null) return refused('The pass is closed already.');
  const open = openItems(pass);
  if (open.length > 0 && reason === null) {
    const what = open.length === 1 ? 'One item is open' : `${open.length} items are open`;
    return refused(`${what}: tick or skip what is left, or say why the pass is closed all the same.`);
  }
  return ok({ type: 'checklist.closed', data: { reason, open: open.map(({ item }) => item.id) } });
}

export type ItemAction = 'tick' | 'untick' | 'skip' | 'unskip' | 'attach';
export const itemActions: readonly ItemAction[] = ['tick', 'untick', 'skip', 'unskip', 'attach'];

/** Why nobody may do it now; null = somebody may. */
export function itemRefusal(state: ItemState, action: ItemAction): string | null {
  const { ticks, skips, item } = state;
  const needed = neededFor(item);
  switch (action) {
    case 'tick':
      if (skips.length > 0) return 'It is skipped. Take that back first.';
      return differentPeople(ticks) >= needed ? 'It is ticked already.' : null;
    case 'untick':
      return ticks.length === 0 ? 'It is not ticked.' : null;
    case 'skip':
      if (itemProgress(state) === 'skipped') return 'It is skipped already.';
      return ticks.length > 0 ? 'It is ticked. Untick it first.' : null;
    case 'unskip':
      return skips.length === 0 ? 'It is not skipped.' : null;
    case 'attach':
      return null;
    default:
      return assertNever(action);
  }
}

/** Two-person items want another person: the second word of the first one is no second pair of eyes. */
function saidAlready({ ticks, skips, item }: ItemState, action: ItemAction, person: string): string | null {
  const said = action === 'tick' ? ticks : action === 'skip' ? skips : [];
  const first = said.find(({ by }) => mayBeSamePerson(by, person));
  if (first === undefined || !item.fourEyes) return null;
  const verb = action === 'tick' ? 'ticked' : 'skipped';
  const who = `${first.by} has ${verb} it`;
  const same = first.by === person ? '' : `, and “${person}” may be the same person`;
  return `${who}${same}. It takes two people: let another one look, and name both in full.`;
}

function decided(state: ItemState, act: Extract<PassAct, { action: ItemAction }>): Result<ChecklistDraft> {
  const itemId = state.item.id;
  switch (act.action) {
    case 'tick':
      return ok({ type: 'checklist.item-ticked', data: { itemId, note: act.note ?? null } });
    case 'untick':
      return ok({ type: 'checklist.item-unticked', data: { itemId, reason: act.reason } });
    case 'skip':
      return ok({ type: 'checklist.item-skipped', data: { itemId, reason: act.reason } });
    case 'unskip':
      return ok({ type: 'checklist.item-unskipped', data: { itemId, reason: act.reason } });
    case 'attach': {
      const demand = state.item.evidence.find(({ id }) => id === act.evidenceId);
      const { evidenceId, value, note = null } = act;
      if (demand !== undefined && demand.type !== value.type)
        return refused(`“${demand.text}” asks for ${articled(demand.type)}, not ${articled(value.type)}.`);
      return ok({ type: 'checklist.evidence-attached', data: { itemId, evidenceId, value, note } });
    }
    default:
      return assertNever(act);
  }
}

function rebased(pass: PassState, { t0, reason }: Extract<PassAct, { action: 'rebase' }>): Result<ChecklistDraft> {
  if (t0 === pass.t0) return refused('T0 is that time already.');
  return ok({ type: 'checklist.rebased', data: { from: pass.t0, to: t0, reason } });
}

/** In words why an item is not settled, e.g. `1 of 2 ticked`, `evidence missing`. */
export function lackOf(state: ItemState): string | null {
  const progress = itemProgress(state);
  if (progress !== 'partly') return null;
  const needed = neededFor(state.item);
  if (state.skips.length > 0) return `${differentPeople(state.skips)} of ${needed} skipped`;
  const people = differentPeople(state.ticks);
  if (people < needed) return `${people} of ${needed} ticked`;
  const [first, ...more] = missingEvidence(state);
  if (first === undefined) return null;
  return more.length === 0
    ? `evidence missing: ${first.text}`
    : `evidence missing: ${first.text} and ${more.length} more`;
}

function unknown(itemId: string): Result<never> {
  return failed('not-found', `The checklist has no item “${itemId}”.`);
}

function refused(message: string): Result<never> {
  return failed('refused', message);
}

function articled(type: string): string {
  return type === 'text' ? 'text' : `a ${type}`;
}
