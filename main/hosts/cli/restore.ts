import path from 'node:path';
import { restore as restoreBackup } from '../../../db/restore.ts';
import { sha256 } from '../../adapters/digest.ts';
import { auditRules } from '../../domain/audit/rules.ts';
import type { Call, Verb } from './command-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { refuse } from './problem-text.ts';

export const restore: Verb = {
  name: 'restore',
  usage: 'BACKUP',
  summary: 'make a workspace from a backup, where there is none yet',
  words: [1, 1],
  options: {},
  examples: ['restore ~/backups/before-the-upgrade --workspace ~/releases-restored'],
  notes: [
    'Every digest is compared and the result verified before it gets its name. Nothing is ever overwritten.',
    'Runs that were open in the backup are held: their targets may have moved on since. Resume them with care.',
  ],
  run: restoreTo,
};

async function restoreTo({ terminal, words, options, workspace, env }: Call): Promise<ExitCode> {
  // Never by default into where the work of today goes.
  if (options.text('workspace') === undefined && !env.HOLDPOINT_WORKSPACE) {
    return refuse(terminal, 'invalid-input', 'Say where to with --workspace DIR.');
  }
  const backup = path.resolve(words[0] ?? '');
  const restored = await restoreBackup(backup, workspace, auditRules(sha256));
  if (restored.kind === 'refused') return refuse(terminal, 'workspace-unusable', restored.message);
  const { seq, madeAt, files } = restored.manifest;
  const when = new Date(madeAt).toISOString();
  terminal.out(`Restored and verified: ${workspace}, ${seq} events, ${files.length} files, as of ${when}.`);
  return exitCodes.completed;
}
