import { writeSync } from 'node:fs';
import { openWorkspace } from '../../db/workspace.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { sealEvent } from '../../main/domain/audit/chain.ts';
import { auditRules } from '../../main/domain/audit/rules.ts';

/**
 * Started by tests in a process of its own: appends events and output for ever and says what was acknowledged,
 * one line each: `event SEQ HASH`, `output BYTES DIGEST`, `failed fatal|refused SEQ`.
 */
const RUN = 'run-20261121-0953-k3f9';
const opened = openWorkspace(process.argv[2] ?? '', auditRules(sha256));
if (opened.kind === 'refused') throw new Error(opened.message);
const { events, output } = opened;
const say = (line: string): void => void writeSync(1, `${line}\n`);

function nextGroup(size: number) {
  let { hash, journalSeq } = events.journalHead(RUN);
  const { seq } = events.head();
  return Array.from({ length: size }, (_, index) => {
    journalSeq += 1;
    const event = sealEvent(
      {
        seq: seq + index + 1,
        journalId: RUN,
        journalSeq,
        type: 'note.added',
        version: 1,
        occurredAt: Date.now(),
        recordedAt: Date.now(),
        monotonicMs: performance.now(),
        bootId: 'boot',
        actor: { person: 'Ann', role: null, via: 'desk', assurance: 'stated', osUser: 'ann', machine: 'desk' },
        commandId: null,
        data: { text: `note ${seq + index + 1} ${'x'.repeat(size * 97)}`, stepId: null },
      },
      hash,
      sha256,
    );
    hash = event.hash;
    return event;
  });
}

const ref = { runId: RUN, stepId: 'drain', target: 'web-01', attempt: 1 };
const writer = output.open(ref);
let rawOffset = output.positions(ref).stdout?.rawBytes ?? 0;
say(`open ${events.head().seq}`);
for (let round = 1; ; round += 1) {
  const group = nextGroup(1 + (round % 4));
  try {
    events.append(group);
    for (const { seq, hash } of group) say(`event ${seq} ${hash}`);
  } catch (error) {
    const isFatal = error instanceof Error && 'fatal' in error && error.fatal === true;
    say(`failed ${isFatal ? 'fatal' : 'refused'} ${group[0]?.seq}`);
    break;
  }
  const bytes = Buffer.from(`line ${round} of ${process.pid}\n`.repeat(round % 50));
  writer.write({ stream: 'stdout', rawOffset, rawBytes: bytes.length, bytes, redactions: 0, at: Date.now() });
  rawOffset += bytes.length;
  if (round % 3 === 0) {
    // What was not stored waits in memory for the next sync: nothing to do about it here.
    const { stdout } = await writer.sync().catch(() => ({ stdout: undefined }));
    if (stdout !== undefined) say(`output ${stdout.storedBytes} ${stdout.storedDigest}`);
  }
}
