import type { Subscription } from '../../contract/client.ts';
import type { EnvironmentList } from '../../contract/environments.ts';
import type { Problem } from '../../contract/errors.ts';
import { type EnvironmentMirror, mirrored } from './environment-mirror.ts';
import type { SliceTools } from './tools.ts';

/** Environments: the list by rank, and the one the address names, live. */
export interface EnvironmentSlice {
  readonly environmentList: EnvironmentList | null;
  readonly environment: EnvironmentMirror | null;
  readonly environmentProblem: Pick<Problem, 'message'> | null;
  /** A check was asked for and has not answered: of which environment. */
  readonly checkAsked: string | null;
  followEnvironments(isWanted: boolean): void;
  followEnvironment(key: string | null): void;
  /** Asks every target, or those a selector means. */
  checkEnvironment(key: string, targets?: string): Promise<void>;
  cancelCheck(key: string): Promise<void>;
}

export function environmentSlice({ client, set, get }: SliceTools): EnvironmentSlice {
  let listed: Subscription | null = null;
  let followed: { readonly key: string; readonly subscription: Subscription } | null = null;

  return {
    environmentList: null,
    environment: null,
    environmentProblem: null,
    checkAsked: null,
    followEnvironments(isWanted) {
      if (isWanted === (listed !== null)) return;
      listed?.close();
      listed = isWanted
        ? client.subscribe(
            'environments',
            {},
            {
              message: (environmentList) => set({ environmentList }),
              problem: (problem) =>
                get().tell({ tone: 'bad', title: 'The environments are not live', text: problem.message }),
            },
          )
        : null;
    },
    followEnvironment(key) {
      if (key === (followed?.key ?? null)) return;
      followed?.subscription.close();
      followed = null;
      set({ environment: null, environmentProblem: null, series: null, environmentLog: null, environmentKeys: null });
      if (key !== null) followed = { key, subscription: subscribe(key) };
    },
    async checkEnvironment(key, targets) {
      set({ checkAsked: key });
      const wish = { key, attribution: get().attribution(), ...(targets === undefined ? {} : { targets }) };
      const answer = await client.call('environments.check', wish);
      set({ checkAsked: null });
      if (!answer.ok) {
        get().tellProblem('The check was not made', answer.problem);
        return;
      }
      const { bad, warning, unknown, good, isCancelled } = answer.value;
      const title = isCancelled ? 'The check was cancelled' : 'The check is over';
      const text = `${bad} bad, ${warning + unknown} to look at, ${good} good.`;
      // The room shows what is bad; a message that stays would cover the log of the next run somebody opens.
      get().tell({ tone: bad > 0 ? 'plain' : 'good', title, text });
    },
    async cancelCheck(key) {
      const answer = await client.call('environments.cancel', { key, attribution: get().attribution() });
      if (!answer.ok) get().tellProblem('The check was not cancelled', answer.problem);
    },
  };

  function subscribe(key: string): Subscription {
    return client.subscribe(
      'environment',
      { key },
      {
        message: (message) => {
          if (followed !== null && followed.key !== key) return;
          set(({ environment }) => ({ environment: mirrored(environment, message), environmentProblem: null }));
        },
        problem: (problem) => set({ environmentProblem: problem }),
      },
    );
  }
}
