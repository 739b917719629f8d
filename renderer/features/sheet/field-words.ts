import type { SheetColumn, SheetField } from '../../../contract/sheets.ts';

/** What a column may be, as people say it, in the order they look for it. */
export const fieldWords: readonly (readonly [SheetField, string])[] = [
  ['id', 'ID'],
  ['task', 'Task'],
  ['detail', 'Detail or command'],
  ['phase', 'Phase'],
  ['stream', 'Stream or team'],
  ['owner', 'Owner (role)'],
  ['person', 'Person'],
  ['phone', 'Phone'],
  ['backup', 'Backup'],
  ['supplier', 'Supplier'],
  ['predecessors', 'Predecessors'],
  ['successors', 'Successors'],
  ['offset', 'T-offset'],
  ['date', 'Date'],
  ['start', 'Planned start'],
  ['end', 'Planned end'],
  ['duration', 'Duration'],
  ['type', 'Type'],
  ['gate', 'Go/no-go'],
  ['milestone', 'Milestone (yes/no)'],
  ['verification', 'Verification'],
  ['backout', 'Backout'],
  ['point-of-no-return', 'Point of no return'],
  ['system', 'System or host'],
  ['comments', 'Comments'],
  ['wbs', 'WBS code'],
  ['level', 'Outline level'],
  ['summary', 'Summary row (yes/no)'],
];

/** How sure the guess is, in words; '' = nothing was guessed. */
export function confidenceWord(confidence: SheetColumn['confidence']): string {
  switch (confidence) {
    case 'sure':
      return 'guessed';
    case 'likely':
      return 'guessed, likely';
    case 'weak':
      return 'a weak guess';
    case 'person':
      return 'chosen';
    case null:
      return 'kept as it is';
  }
}
