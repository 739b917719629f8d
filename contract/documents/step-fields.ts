/** The fields of a step that a table edits, in the order an author writes them. */
export const stepFields = [
  'id',
  'kind',
  'title',
  'phase',
  'stream',
  'responsible',
  'after',
  'startAt',
  'targets',
  'duration',
  'instructions',
] as const;
