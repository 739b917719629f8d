import type { ChainRules, JournalHead } from './chain-rules.ts';
import { type Claims, noClaims } from './claims.ts';
import { codeOf } from './failure-codes.ts';
import { FILES } from './files.ts';
import type { OutputIndex } from './output-index.ts';
import type { Refusal } from './refusal.ts';
import { verifyExtent, verifyRecorder, verifyRows } from './verify-events.ts';
import { verifyFiles } from './verify-files.ts';
import type { VerifyFinding } from './verify-findings.ts';
import { OutputVerification } from './verify-output.ts';
import { verifySamples } from './verify-samples.ts';
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
  const copy = await readWorkspaceCopy(folder);
  if (copy.kind === 'refused') return copy;
  try {
    const claims = noClaims();
    const rows = verifyRows(copy.database, rules, claims);
    const findings = [
      ...rows.findings,
      ...(rows.findings.length === 0 ? [] : verifyExtent(folder, copy.database)),
      ...verifyRecorder(folder, copy.table, rules),
      ...verifySamples(copy.database, claims),
      ...outputFindings(folder, copy.index, claims),
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

/** A damaged page may lie in the index of output as well. */
function outputFindings(folder: string, index: OutputIndex, claims: Claims): readonly VerifyFinding[] {
  try {
    return new OutputVerification(folder, index, claims).run();
  } catch (error) {
    if (!codeOf(error).startsWith('SQLITE_')) throw error;
    const text = error instanceof Error ? error.message : String(error);
    const message = `The index of output cannot be read: ${text}.`;
    return [{ severity: 'fault', where: 'output', seq: null, journalId: null, file: FILES.database, message }];
  }
}
