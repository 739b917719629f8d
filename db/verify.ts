import type { ChainRules, JournalHead } from './chain-rules.ts';
import { noClaims } from './claims.ts';
import type { Refusal } from './refusal.ts';
import { verifyRecorder, verifyRows } from './verify-events.ts';
import { verifyFiles } from './verify-files.ts';
import type { VerifyFinding } from './verify-findings.ts';
import { OutputVerification } from './verify-output.ts';
import { readWorkspaceCopy } from './workspace-copy.ts';

export interface Verification {
  readonly kind: 'verified';
  /** Events whose chain holds, counted from the first. */
  readonly events: number;
  /** The head of each journal there: what an auditor compares with a printed report. */
  readonly journals: ReadonlyMap<string, JournalHead>;
  readonly findings: readonly VerifyFinding[];
  /** The first affected event over all faults; null when there is none. */
  readonly firstBadSeq: number | null;
}

/**
 * Proves a workspace without owning or changing it: chain, gaps, recorder against database, every segment,
 * attachment and document against its digest. A core may be at work in it meanwhile.
 */
export async function verifyWorkspace(folder: string, rules: ChainRules): Promise<Verification | Refusal> {
  const copy = await readWorkspaceCopy(folder, rules);
  if (copy.kind === 'refused') return copy;
  try {
    const claims = noClaims();
    const rows = verifyRows(copy.database, rules, claims);
    const findings = [
      ...rows.findings,
      ...verifyRecorder(folder, copy.table, rules),
      ...new OutputVerification(folder, copy.index, claims).run(),
      ...verifyFiles(folder, 'attachment', claims.attachments),
      ...verifyFiles(folder, 'document', claims.documents),
    ];
    return {
      kind: 'verified',
      events: rows.events,
      journals: rows.journals,
      findings,
      firstBadSeq: firstOf(findings),
    };
  } finally {
    copy.close();
  }
}

function firstOf(findings: readonly VerifyFinding[]): number | null {
  const seqs = findings
    .filter(({ severity }) => severity === 'fault')
    .flatMap(({ seq }) => (seq === null ? [] : [seq]));
  return seqs.length === 0 ? null : Math.min(...seqs);
}
