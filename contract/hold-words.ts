import type { HoldCause } from './events.ts';

const words: Readonly<Record<HoldCause, string>> = {
  person: 'somebody said Hold',
  'step-failed': 'a step failed',
  'step-indeterminate': 'the outcome of a step is unknown',
  'no-go': 'no-go',
  deadline: 'a deadline passed',
  'core-restarted': 'Holdpoint was restarted',
  'waiting-for-person': 'a person is needed',
  interrupted: 'the command line was interrupted',
  'clock-jumped': 'the clock of this machine jumped',
};

/** Why a run is held, for people: the cause itself is a name among programs. */
export function holdWords(cause: HoldCause): string {
  return words[cause];
}
