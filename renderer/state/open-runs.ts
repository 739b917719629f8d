import type { TopicMessage } from '../../contract/topics.ts';

type Home = TopicMessage<'home'>;

/** Runs that have begun and are not over: those people speak of. */
export function openRuns(home: Home | null): Home['runs'] {
  return (home?.runs ?? []).filter(({ life }) => ['running', 'aborting', 'backing-out'].includes(life));
}
