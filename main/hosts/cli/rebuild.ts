import { rangesText } from '../../../db/affected-range.ts';
import { rebuildFromRecorder } from '../../../db/rebuild.ts';
import { rebuildRecorder } from '../../../db/rebuild-recorder.ts';
import type { Refusal } from '../../../db/refusal.ts';
import { openWorkspace } from '../../../db/workspace.ts';
import { sha256 } from '../../adapters/digest.ts';
import { auditRules } from '../../domain/audit/rules.ts';
import type { Call, Verb } from './command-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { refuse } from './problem-text.ts';

export const rebuild: Verb = {
  name: 'rebuild',
  usage: '',
  summary: 'mend a workspace whose database and flight recorder contradict each other',
  words: [0, 0],
  options: {},
  examples: ['rebuild --workspace ~/releases'],
  notes: [
    'Run verify first: it says where they differ. The one whose chain holds from the first event to the last is',
    'kept and the other built anew from it, when no event can be lost by that. What was damaged is kept beside it.',
  ],
  run: async ({ terminal, workspace }: Call): Promise<ExitCode> => {
    const done = mend(workspace);
    if (typeof done !== 'string') return refuse(terminal, 'workspace-unusable', done.message);
    const opened = openWorkspace(workspace, auditRules(sha256));
    if (opened.kind === 'refused') return refuse(terminal, 'workspace-unusable', opened.message);
    await opened.close();
    terminal.out(done);
    return exitCodes.completed;
  },
};

/** What was done, as a sentence. */
function mend(folder: string): string | Refusal {
  const rules = auditRules(sha256);
  const database = rebuildFromRecorder(folder, rules);
  if (database.kind === 'rebuilt') {
    const kept = database.kept === null ? '' : ` The damaged database is kept as ${database.kept}.`;
    return `Rebuilt: ${database.events} events; affected: ${rangesText(database.affected)}.${kept}`;
  }
  if (database.code !== 'damaged') return database;
  const recorder = rebuildRecorder(folder, rules);
  if (recorder.kind === 'put-aside') {
    return `The flight recorder was written anew from ${recorder.events} events. The damaged one is kept as ${recorder.kept}.`;
  }
  return { ...recorder, message: `${database.message} ${recorder.message}` };
}
