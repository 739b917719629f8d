/** The parts of a workspace folder. */
export const FILES = {
  database: 'holdpoint.sqlite3',
  lock: 'owner.lock',
  recorder: 'flight-recorder.ndjson',
  documents: 'documents',
  attachments: 'attachments',
  output: 'output',
  ballast: 'ballast',
} as const;
