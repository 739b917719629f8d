import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { verifyWorkspace } from '../../../db/verify.ts';
import type { VerifyFinding } from '../../../db/verify-findings.ts';
import { sha256 } from '../../adapters/digest.ts';
import { type JournalHead, readEvent } from '../../domain/audit/chain.ts';
import { auditRules } from '../../domain/audit/rules.ts';
import type { Call, Verb } from './command-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { refuse } from './problem-text.ts';
import { harmless } from './terminal.ts';

export const verify: Verb = {
  name: 'verify',
  usage: 'WORKSPACE|FILE',
  summary: 'prove a workspace, or a file of events, against its chain of hashes',
  words: [0, 1],
  options: {},
  examples: ['verify ~/releases', 'verify events.ndjson'],
  notes: [
    'A workspace: every event, output segment, attachment, document and recorder line, without changing or owning it.',
    'A file: events as log --json or run --json wrote them. Compare the heads with a printed report.',
  ],
  run: async (call) => {
    const place = path.resolve(call.words[0] ?? call.workspace);
    const stat = statSync(place, { throwIfNoEntry: false });
    if (stat === undefined) return refuse(call.terminal, 'not-found', `There is nothing at ${place}.`);
    return stat.isDirectory() ? verifyFolder(call, place) : verifyFile(call, place);
  },
};

async function verifyFolder({ terminal }: Call, folder: string): Promise<ExitCode> {
  const verified = await verifyWorkspace(folder, auditRules(sha256));
  if (verified.kind === 'refused') {
    return refuse(terminal, 'workspace-unusable', verified.message);
  }
  const faults = verified.findings.filter((finding) => finding.severity === 'fault');
  const notes = verified.findings.filter((finding) => finding.severity === 'note');
  for (const finding of [...faults, ...notes]) terminal.out(findingLine(finding));
  for (const [journal, head] of verified.journals) {
    terminal.out(harmless(`${journal}: ${head.journalSeq} events, head ${head.hash}`));
  }
  if (faults.length === 0) {
    terminal.out(terminal.colours.tone('good', `Verified: ${verified.events} events, and everything they name.`));
    return exitCodes.completed;
  }
  const first = verified.firstBadSeq === null ? '' : ` First affected event: ${verified.firstBadSeq}.`;
  const count = faults.length === 1 ? 'One fault' : `${faults.length} faults`;
  terminal.out(terminal.colours.tone('bad', `${count}.${first}`));
  return exitCodes.endedOtherwise;
}

function findingLine(finding: VerifyFinding): string {
  const event =
    finding.seq === null ? '' : ` event ${finding.seq}${finding.journalId === null ? '' : ` of ${finding.journalId}`}:`;
  return harmless(`${finding.severity} ${finding.file}:${event} ${finding.message}`);
}

function verifyFile({ terminal }: Call, file: string): ExitCode {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const journals = new Map<string, JournalHead>();
  let seq = 0;
  for (const [index, line] of lines.entries()) {
    // The events of one run have gaps where others wrote: here seq must rise, the journal's own numbers have no gap.
    const claimed = Math.max(seq + 1, claimedSeq(line));
    const reading = readEvent(line, { seq: claimed - 1, journals }, sha256);
    if (reading.kind === 'fault') {
      terminal.out(terminal.colours.tone('bad', harmless(`Line ${index + 1}: ${reading.fault.message}`)));
      return exitCodes.endedOtherwise;
    }
    const { event } = reading;
    journals.set(event.journalId, { journalSeq: event.journalSeq, hash: event.hash });
    seq = event.seq;
  }
  for (const [journal, head] of journals)
    terminal.out(harmless(`${journal}: ${head.journalSeq} events, head ${head.hash}`));
  terminal.out(terminal.colours.tone('good', `Verified: ${lines.length} events, each bound to the one before it.`));
  return exitCodes.completed;
}

function claimedSeq(line: string): number {
  const seq = /"seq":(\d+)/.exec(line)?.[1];
  return seq === undefined ? 0 : Number(seq);
}
