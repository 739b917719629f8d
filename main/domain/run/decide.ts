import { advance } from './advance.ts';
import { decideAct } from './decide-act.ts';
import { decideEngine } from './decide-engine.ts';
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
  if (isEnded(state)) return refused(lifeRefusal(state) ?? 'The run has ended.');
  const work: Deliberation = { state, events: [], facts };
  const outcome = handled(work, command);
  if (outcome.kind === 'refused') return outcome;
  advance(work, outcome.touched);
  return { kind: 'events', events: work.events };
}

function handled(work: Deliberation, command: Command): Handled {
  switch (command.type) {
    case 'act':
      return decideAct(work, command.stepId, command.act);
    case 'start':
    case 'cancel':
    case 'hold':
    case 'resume':
    case 'abort':
    case 'close':
    case 'note':
      return decideLife(work, command);
    default:
      return decideEngine(work, command);
  }
}
