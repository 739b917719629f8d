/** Verbs of the whole command line (DESIGN section 9) whose part is not built yet, and what they come with. */
export const verbsToCome: Readonly<Record<string, string>> = {
  fmt: 'the editing of documents in place',
  diff: 'the comparison of revisions',
  export: 'the export of spreadsheets and calendars',
  calendar: 'the release calendar',
  conflicts: 'the release calendar',
  ready: 'the release controls',
  backout: 'the backout path',
  amend: 'changes to an open run',
  adhoc: 'changes to an open run',
  extend: 'changes to an open run',
  handover: 'the handover of the chair',
  mirror: 'the second desk',
  takeover: 'the second desk',
};
