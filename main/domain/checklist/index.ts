/** The public door of stored checklists: rules of a pass, and what it looks like. */
export { type ChecklistDraft, decideClose, decidePass, lackOf, type PassAct } from './decide-pass.ts';
export { differentPeople, mayBeSamePerson } from './different-people.ts';
export { evolvePass } from './evolve-pass.ts';
export { type DueFault, freezeItems } from './freeze-items.ts';
export { itemProgress, openItems } from './item-progress.ts';
export { passReport } from './pass-report.ts';
export { type ChecklistEvent, itemNamed, type PassState } from './pass-state.ts';
export { passSummary } from './pass-summary.ts';
export { passView } from './pass-view.ts';
export { readChecklist } from './read-checklist.ts';
