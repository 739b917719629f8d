/** The public door of stored checklists: rules of a pass, and what it looks like. */
export {
  type ChecklistDraft,
  decideClose,
  decidePass,
  type ItemAction,
  itemActions,
  itemRefusal,
  lackOf,
  type PassAct,
} from './decide-pass.ts';
export { differentPeople, mayBeSamePerson } from './different-people.ts';
export { evolvePass } from './evolve-pass.ts';
export { type DueFault, demandsOf, dueOf, type FrozenItems, freezeItems } from './freeze-items.ts';
export {
  dueAt,
  type ItemProgress,
  isSettled,
  itemProgress,
  missingEvidence,
  neededFor,
  openItems,
} from './item-progress.ts';
export { passReport } from './pass-report.ts';
export { type ChecklistEvent, type ItemState, itemNamed, type PassState, type Said } from './pass-state.ts';
export { passSummary } from './pass-summary.ts';
export { type PassSurroundings, passView } from './pass-view.ts';
export { type ReadChecklist, readChecklist } from './read-checklist.ts';
