import { advance } from './advance.ts';
import { decideAct } from './decide-act.ts';
import { decideEngine } from './decide-engine.ts';
import { decideEntry, type EntryCommand, isEntryCommand } from './decide-entry.ts';
import { decideLife } from './decide-life.ts';
import type { Deliberation } from './deliberation.ts';
import { type Handled, refused } from './handled.ts';
import { lifeRefusal } from './run-rules.ts';
import type { RunState } from './state.ts';
import { isEnded } from './state.ts';
import type { Command, Decision, Facts } from './types.ts';

/**
 * What a command leads to, to the end: its own events, then everything that follows until the run is at rest.
 * Pure: the same state, command and facts give the same decision. Never throws for anything a person or target did.
 */
export function decide(state: RunState, command: Command, facts: Facts): Decision {
  const work: Deliberation = { state, events: [], facts };
  if (isEntryCommand(command)) {
    const refusal = decideEntry(work, command);
    return refusal ?? { kind: 'events', events: work.events };
  }
  if (isEnded(state)) return refused(lifeRefusal(state) ?? 'The run has ended.');
  const outcome = handled(work, command);
  if (outcome.kind === 'refused') return outcome;
  advance(work, outcome.touched);
  return { kind: 'events', events: work.events };
}

function handled(work: Deliberation, command: Exclude<Command, EntryCommand>): Handled {
  switch (command.type) {
    case 'act':
      return decideAct(work, command.stepId, command.act);
    case 'start':
    case 'cancel':
    case 'hold':
    case 'resume':
    case 'abort':
    case 'close':
    case 'eta':
    case 'rebase':
      return decideLife(work, command);
    default:
      return decideEngine(work, command);
  }
}
