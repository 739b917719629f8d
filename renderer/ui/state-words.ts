import type { RunHeader, StepStateName, StepView, TargetStateName } from '../../contract/views.ts';

/** Word, then shape, then colour: each state has all three. */
export type Shape =
  | 'ring'
  | 'clock'
  | 'half'
  | 'play'
  | 'dashes'
  | 'waves'
  | 'check'
  | 'check-mark'
  | 'cross'
  | 'question'
  | 'skip'
  | 'ban'
  | 'return';

export interface StateLook {
  readonly word: string;
  readonly shape: Shape;
  /** The token of its colour, after `--state-`. */
  readonly tone:
    | 'pending'
    | 'scheduled'
    | 'awaiting'
    | 'running'
    | 'soaking'
    | 'succeeded'
    | 'exceptions'
    | 'failed'
    | 'unknown'
    | 'cancelled'
    | 'backed-out';
}

export const stateLooks: Readonly<Record<StepStateName | TargetStateName, StateLook>> = {
  pending: { word: 'pending', shape: 'ring', tone: 'pending' },
  scheduled: { word: 'scheduled', shape: 'clock', tone: 'scheduled' },
  ready: { word: 'ready', shape: 'half', tone: 'awaiting' },
  'awaiting-human': { word: 'your turn', shape: 'half', tone: 'awaiting' },
  'awaiting-approval': { word: 'approval', shape: 'half', tone: 'awaiting' },
  'awaiting-supplier': { word: 'supplier', shape: 'half', tone: 'awaiting' },
  starting: { word: 'starting', shape: 'play', tone: 'running' },
  running: { word: 'running', shape: 'play', tone: 'running' },
  verifying: { word: 'verifying', shape: 'dashes', tone: 'running' },
  soaking: { word: 'soaking', shape: 'waves', tone: 'soaking' },
  succeeded: { word: 'succeeded', shape: 'check', tone: 'succeeded' },
  'succeeded-with-exceptions': { word: 'exceptions', shape: 'check-mark', tone: 'exceptions' },
  failed: { word: 'failed', shape: 'cross', tone: 'failed' },
  'timed-out': { word: 'timed out', shape: 'cross', tone: 'failed' },
  indeterminate: { word: 'unknown', shape: 'question', tone: 'unknown' },
  'out-of-contact': { word: 'no contact', shape: 'question', tone: 'unknown' },
  skipped: { word: 'skipped', shape: 'skip', tone: 'cancelled' },
  excluded: { word: 'excluded', shape: 'ban', tone: 'cancelled' },
  cancelled: { word: 'cancelled', shape: 'ban', tone: 'cancelled' },
  'backed-out': { word: 'backed out', shape: 'return', tone: 'backed-out' },
};

const atWork: ReadonlySet<string> = new Set(['running', 'verifying']);

/** A step at work on a target nobody reaches is not simply running: what it does there is not known. */
export function stepLook(step: Pick<StepView, 'state' | 'targets'>): StateLook {
  return atWork.has(step.state) && step.targets.unknown > 0 ? stateLooks['out-of-contact'] : stateLooks[step.state];
}

/** The state of the whole run in one word a stranger understands. */
export function runLook(header: Pick<RunHeader, 'life' | 'failing'> & { readonly held: boolean }): StateLook {
  if (header.held && header.life === 'running') return { word: 'held', shape: 'half', tone: 'awaiting' };
  switch (header.life) {
    case 'draft':
      return { word: 'not started', shape: 'ring', tone: 'pending' };
    case 'armed':
      return { word: 'armed', shape: 'clock', tone: 'scheduled' };
    case 'running':
      return header.failing
        ? { word: 'running, failing', shape: 'play', tone: 'failed' }
        : { word: 'running', shape: 'play', tone: 'running' };
    case 'backing-out':
      return { word: 'backing out', shape: 'return', tone: 'backed-out' };
    case 'aborting':
      return { word: 'aborting', shape: 'ban', tone: 'failed' };
    case 'completed':
      return { word: 'completed', shape: 'check', tone: 'succeeded' };
    case 'backed-out':
      return { word: 'backed out', shape: 'return', tone: 'backed-out' };
    case 'aborted':
      return { word: 'aborted', shape: 'ban', tone: 'failed' };
    case 'cancelled':
      return { word: 'cancelled', shape: 'ban', tone: 'cancelled' };
  }
}
