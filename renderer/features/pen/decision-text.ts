import type { RunCommand } from '../../../contract/commands.ts';
import { stepIdSchema } from '../../../contract/ids.ts';

export interface DecisionText {
  readonly what: string;
  /** One a line. */
  readonly options: string;
  readonly chosen: string;
  /** Names with commas between. */
  readonly decidedBy: string;
  readonly reason: string;
  readonly stepId: string;
}

/** The command, or what is still missing. The why is asked for: keys gone astray in one field decide nothing. */
export function decisionOf({ what, options, chosen, decidedBy, reason, stepId }: DecisionText): RunCommand | string {
  if (what.trim() === '') return 'Say what was decided.';
  const named = optionsOf(options);
  if (named.length > 20) return 'At most 20 options.';
  if (reason.trim() === '') return 'Say why.';
  const step = stepIdSchema.safeParse(stepId);
  return {
    type: 'decide',
    what: what.trim(),
    options: [...named],
    decidedBy: namesOf(decidedBy),
    ...(chosen.trim() === '' ? {} : { chosen: chosen.trim() }),
    reason: reason.trim(),
    ...(step.success ? { stepId: step.data } : {}),
  };
}

export function optionsOf(text: string): readonly string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
}

function namesOf(text: string): string[] {
  return [...new Set(text.split(/[,;\n]/).map((name) => name.trim()))].filter((name) => name !== '').slice(0, 20);
}
