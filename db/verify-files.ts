import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { isSha256 } from './content-address.ts';
import type { EventName, VerifyFinding } from './verify-findings.ts';

/** Every content-addressed file against its name, and every claimed one against being there. */
export function verifyFiles(
  folder: string,
  where: 'attachment' | 'document',
  claims: ReadonlyMap<string, EventName>,
): readonly VerifyFinding[] {
  const place = `${where}s`;
  const path = join(folder, place);
  const present = existsSync(path) ? readdirSync(path).filter(isSha256) : [];
  const findings: VerifyFinding[] = [];
  const found = (sha256: string, message: string): void => {
    const event = claims.get(sha256);
    const name = { seq: event?.seq ?? null, journalId: event?.journalId ?? null };
    findings.push({ severity: 'fault', where, ...name, file: `${place}/${sha256}`, message });
  };
  for (const sha256 of present) {
    if (digestOfFile(join(path, sha256)) !== sha256) found(sha256, `The ${where} no longer has its digest.`);
  }
  const names = new Set(present);
  for (const sha256 of claims.keys()) {
    if (!names.has(sha256)) found(sha256, `The ${where} is missing.`);
  }
  return findings.sort((a, b) => (a.seq ?? Number.MAX_SAFE_INTEGER) - (b.seq ?? Number.MAX_SAFE_INTEGER));
}

/** Piece by piece: attachments may be larger than memory. */
function digestOfFile(path: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(1024 * 1024);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) hash.update(piece.subarray(0, read));
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}
