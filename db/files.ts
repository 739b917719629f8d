/** The parts of a workspace folder. */
export const FILES = {
  database: 'holdpoint.sqlite3',
  lock: 'owner.lock',
  recorder: 'flight-recorder.ndjson',
  documents: 'documents',
  attachments: 'attachments',
  output: 'output',
  /** Made from `output` and made again when it is gone. */
  outputIndex: 'output-index.sqlite3',
  ballast: 'ballast',
  /** Encrypted as it stands: it is copied, never read. */
  vault: 'vault.json',
} as const;
