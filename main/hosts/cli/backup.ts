import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { backUp } from '../../../db/backup.ts';
import { sha256 } from '../../adapters/digest.ts';
import { auditRules } from '../../domain/audit/rules.ts';
import { VERSION } from '../version.ts';
import type { Call, Verb } from './command-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { refuse } from './problem-text.ts';

export const backup: Verb = {
  name: 'backup',
  usage: '',
  summary: 'copy a workspace whole, also while it is in use',
  words: [0, 0],
  options: {
    out: { type: 'string', value: 'DIR', help: 'where to: a new folder, or a folder to put one in (else here)' },
  },
  examples: ['backup --out /media/stick', 'backup --workspace ~/releases --out ~/backups/before-the-upgrade'],
  notes: [
    'Events, flight recorder, documents, attachments, output, known hosts and the vault, with a manifest of SHA-256 digests.',
    'A core may be at work meanwhile: the backup is the workspace as it was at one moment. Of the vault it has the encrypted file: without its passphrase, or on a machine with another keychain, nobody opens it.',
  ],
  run: makeBackup,
};

async function makeBackup({ terminal, options, workspace }: Call): Promise<ExitCode> {
  const now = Date.now();
  const out = placeFor(path.resolve(options.text('out') ?? '.'), now);
  const made = await backUp({ folder: workspace, out, rules: auditRules(sha256), now, version: VERSION });
  if (made.kind === 'refused') return refuse(terminal, 'workspace-unusable', made.message);
  const { files, seq } = made.manifest;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  terminal.out(`${out}: ${seq} events, ${files.length} files, ${(bytes / 1024 / 1024).toFixed(1)} MiB.`);
  return exitCodes.completed;
}

/** In a folder that is there the backup gets a name of its own. */
function placeFor(wanted: string, now: number): string {
  if (!existsSync(wanted) || !statSync(wanted).isDirectory()) return wanted;
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(':', '');
  return path.join(wanted, `holdpoint-backup-${stamp}Z`);
}
