import { useDesk } from './desk-context.ts';
import { type StartPhase, type StartSubject, subjectName } from './start-slice.ts';

const idle: StartPhase = { kind: 'idle' };

/** How far the start of this subject has come; what is known of another one's start does not count for it. */
export function useStartPhase(subject: StartSubject): StartPhase {
  const name = subjectName(subject);
  return useDesk((state) => (state.startOf === name ? state.start : idle));
}
