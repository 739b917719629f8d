import { stepIdSchema } from '../../../contract/ids.ts';
import type { Blocker } from '../../../contract/views.ts';
import type { Verb } from './command-line.ts';
import { exitCodes } from './exit-codes.ts';
import { refuse, reportProblem } from './problem-text.ts';
import { reading } from './reading.ts';
import { harmless } from './terminal.ts';

export const why: Verb = {
  name: 'why',
  usage: 'RUN [STEP]',
  summary: 'why it does not go on, and what would change that',
  words: [1, 2],
  options: { json: { type: 'boolean', help: 'one JSON object a blocker' } },
  examples: ['why latest', 'why latest migrate'],
  run: (call) =>
    reading(call, async (client, runId) => {
      const { terminal, options, words } = call;
      const stepId = stepIdSchema.optional().safeParse(words[1]);
      if (!stepId.success) return refuse(terminal, 'not-found', `There is no step ${words[1]}.`);
      const about = stepId.data === undefined ? {} : { stepId: stepId.data };
      const blockers = await client.call('runs.why', { runId, ...about });
      if (!blockers.ok) return reportProblem(terminal, blockers.problem);
      if (options.flag('json')) for (const blocker of blockers.value) terminal.out(JSON.stringify(blocker));
      else if (blockers.value.length === 0) terminal.out('Nothing stands in the way.');
      else for (const line of blockers.value.flatMap(blockerLines)) terminal.out(harmless(line));
      return exitCodes.completed;
    }),
};

function blockerLines(blocker: Blocker): readonly string[] {
  const { person, role, phone } = blocker.who ?? { person: null, role: null, phone: null };
  const names = [person, role, phone].filter((part) => part !== null);
  const who = names.length === 0 ? '' : ` [${names.join(', ')}]`;
  return [`${blocker.stepId === null ? '' : `${blocker.stepId}: `}${blocker.text}`, `  → ${blocker.unblock}${who}`];
}
