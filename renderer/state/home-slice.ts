import type { TopicMessage } from '../../contract/topics.ts';
import { runbookRoute } from './route.ts';
import type { SliceTools } from './tools.ts';

export interface HomeSlice {
  /** Workspace, runs and documents; null until the core has spoken. */
  readonly home: TopicMessage<'home'> | null;
  /** When the core last spoke of it, by this machine's clock. */
  readonly homeHeardAt: number;
  readonly isOpeningPractice: boolean;
  watchHome(): void;
  openPractice(): Promise<void>;
}

export function homeSlice({ client, set, get, surroundings }: SliceTools): HomeSlice {
  return {
    home: null,
    homeHeardAt: 0,
    isOpeningPractice: false,
    watchHome() {
      client.subscribe(
        'home',
        {},
        {
          message: (home) => noteHome(home),
          problem: (problem) =>
            get().tell({ tone: 'bad', title: 'The list of runs is not live', text: problem.message }),
        },
      );
    },
    async openPractice() {
      set({ isOpeningPractice: true });
      const answer = await client.call('practice.open', { attribution: get().attribution() });
      set({ isOpeningPractice: false });
      if (answer.ok) get().navigate(runbookRoute(answer.value.key));
      else get().tellProblem('The practice release did not open', answer.problem);
    },
  };

  /** Another core process speaks: what was asked of the old one may or may not have been recorded. */
  function noteHome(home: TopicMessage<'home'>): void {
    const before = get().home?.workspace.coreId;
    set({ home, homeHeardAt: surroundings.now() });
    if (before !== undefined && before !== home.workspace.coreId) {
      get().tell({
        tone: 'plain',
        title: 'The core was restarted',
        text: 'Everything shown is fresh. Runs it was driving are held until somebody says Resume.',
      });
    }
  }
}
