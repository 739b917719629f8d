import type { Lack } from './completion.ts';
import { momentText } from './moment.ts';
import type { RunState } from './state.ts';

/** The first thing that keeps a step from completing, as a reason for a refused act. */
export function lackSentence(state: RunState, lack: Lack): string {
  switch (lack.kind) {
    case 'predecessor':
      return lack.type === 'FF'
        ? `It may not finish before ${lack.stepId} has finished.`
        : `It may not finish before ${lack.stepId} has started.`;
    case 'time':
      return `It may not finish before ${momentText(state, lack.until)}.`;
    case 'item':
      return lack.isHalf ? `“${lack.text}” is ticked by one of two people.` : `“${lack.text}” is not ticked.`;
    case 'criterion':
      return lack.isRefused ? `“${lack.text}” is not met.` : `Nobody has said whether “${lack.text}” is met.`;
    case 'approval':
      return `${lack.count} more ${lack.count === 1 ? 'approval' : 'approvals'} needed from ${rolesText(lack.roles)}.`;
    case 'sent':
      return 'The message is not sent.';
    case 'evidence':
      return `Evidence “${lack.text}” is missing.`;
  }
}

function rolesText(roles: readonly string[]): string {
  return roles.length === 0 ? 'a person named in the runbook' : roles.join(' or ');
}
