import { rangesText } from '../../../db/affected-range.ts';
import { rebuildFromRecorder } from '../../../db/rebuild.ts';
import { openWorkspace } from '../../../db/workspace.ts';
import { sha256 } from '../../adapters/digest.ts';
import { auditRules } from '../../domain/audit/rules.ts';
import type { Call, Verb } from './command-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { refuse } from './problem-text.ts';

export const rebuild: Verb = {
  name: 'rebuild',
  usage: '',
  summary: 'build a damaged database anew from the flight recorder',
  words: [0, 0],
  options: {},
  examples: ['rebuild --workspace ~/releases'],
  notes: [
    'For a workspace whose database and flight recorder contradict each other, after verify has said where.',
    "Only when the recorder's own chain holds from the first event to the last. The damaged database is kept.",
  ],
  run: rebuildHere,
};

async function rebuildHere({ terminal, workspace }: Call): Promise<ExitCode> {
  const rules = auditRules(sha256);
  const rebuilt = rebuildFromRecorder(workspace, rules);
  if (rebuilt.kind === 'refused') return refuse(terminal, 'workspace-unusable', rebuilt.message);
  const opened = openWorkspace(workspace, rules);
  if (opened.kind === 'refused') return refuse(terminal, 'workspace-unusable', opened.message);
  await opened.close();
  const kept = rebuilt.kept === null ? '' : ` The damaged database is kept as ${rebuilt.kept}.`;
  terminal.out(`Rebuilt: ${rebuilt.events} events; affected: ${rangesText(rebuilt.affected)}.${kept}`);
  return exitCodes.completed;
}
