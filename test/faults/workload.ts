import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { backUp } from '../../db/backup.ts';
import { FILES } from '../../db/files.ts';
import { type Migration, migrate, migrations } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open.ts';
import { openWorkspace, type Workspace } from '../../db/workspace.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { sealEvent } from '../../main/domain/audit/chain.ts';
import { auditRules } from '../../main/domain/audit/rules.ts';

/** Started by the fault tests in a process of its own: does one kind of work and says what was acknowledged. */
const RUN = 'run-20261121-0953-k3f9';
const ref = { runId: RUN, stepId: 'drain', target: 'web-01', attempt: 1 };
const rules = auditRules(sha256);
const [kind = '', folder = ''] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);

/** What the next format may look like: a table more, a column more, and rows written anew. */
export const next: Migration = {
  version: Math.max(...migrations.map(({ version }) => version)) + 1,
  name: 'a trial of the next format',
  sql: `
    CREATE TABLE trial (seq INTEGER PRIMARY KEY, hash TEXT NOT NULL) STRICT;
    INSERT INTO trial SELECT seq, hash FROM event;
    ALTER TABLE document_revision ADD COLUMN trial TEXT;
  `,
};

function open(): Workspace {
  const opened = openWorkspace(folder, rules);
  if (opened.kind === 'refused') {
    say(`refused ${opened.code} ${opened.message}`);
    process.exit(3);
  }
  say(`open ${opened.events.head().seq}`);
  return opened;
}

function append({ events }: Workspace, groups: number, bytes: number): void {
  for (let group = 0; group < groups; group += 1) {
    const { seq } = events.head();
    const head = events.journalHead(RUN);
    const event = sealEvent(
      {
        seq: seq + 1,
        journalId: RUN,
        journalSeq: head.journalSeq + 1,
        type: 'note.added',
        version: 1,
        occurredAt: 1_795_254_780_000,
        recordedAt: 1_795_254_780_000,
        monotonicMs: 1,
        bootId: 'boot',
        actor: { person: 'Ann', role: null, via: 'desk', assurance: 'stated', osUser: 'ann', machine: 'desk' },
        commandId: null,
        data: { text: `note ${seq + 1} ${'x'.repeat(bytes)}`, stepId: null },
      },
      head.hash,
      sha256,
    );
    try {
      events.append([event]);
      say(`event ${event.seq} ${event.hash}`);
    } catch (error) {
      const isFatal = error instanceof Error && 'fatal' in error && error.fatal === true;
      say(`failed ${isFatal ? 'fatal' : 'refused'} ${event.seq}`);
    }
  }
}

const kinds: Readonly<Record<string, () => Promise<void>>> = {
  create: async () => {
    const workspace = open();
    append(workspace, 1, 10);
    await workspace.close();
  },
  append: async () => {
    const workspace = open();
    const writer = workspace.output.open(ref);
    let rawOffset = workspace.output.positions(ref).stdout?.rawBytes ?? 0;
    for (let round = 0; round < 4; round += 1) {
      append(workspace, 2, 100 + round * 3000);
      const bytes = Buffer.from(`line ${round}\n`.repeat(200));
      writer.write({ stream: 'stdout', rawOffset, rawBytes: bytes.length, bytes, redactions: 0, at: 1 });
      rawOffset += bytes.length;
      const { stdout } = await writer.sync();
      if (stdout !== undefined) say(`output ${stdout.storedBytes} ${stdout.storedDigest}`);
    }
    // No orderly end: the write-ahead log stays behind.
    process.exit(0);
  },
  /** Five notes, each tried whatever became of the one before. */
  insist: async () => {
    append(open(), 5, 200);
    process.exit(0);
  },
  checkpoint: async () => {
    const workspace = open();
    append(workspace, 3, 20_000);
    await workspace.close();
    say('closed');
  },
  migrate: async () => {
    const opened = openDatabase(join(folder, FILES.database), true, next.version);
    if (opened.kind === 'refused') throw new Error(opened.message);
    migrate(opened.database, folder, [...migrations, next]);
    opened.database.close();
    say('migrated');
  },
  export: async () => {
    const made = await backUp({ folder, out: join(folder, '..', 'backup'), rules, now: 1, version: 'test' });
    say(made.kind);
  },
};
await kinds[kind]?.();
