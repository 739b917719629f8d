import { formatRoute, parseRoute, type Route, type RunRoute } from './route.ts';
import type { SliceTools } from './tools.ts';

export interface RouteSlice {
  readonly route: Route;
  navigate(route: Route): void;
  /** Changes what is selected on the run screen, without a new entry in the history. */
  selectInRun(change: Partial<Pick<RunRoute, 'stepId' | 'target' | 'filter' | 'view'>>): void;
  /** Follows the address bar: at the start, on back and forward. */
  enterAddress(): void;
}

export function routeSlice({ set, get, surroundings }: SliceTools): RouteSlice {
  return {
    route: { screen: 'home' },
    navigate(route) {
      surroundings.address.write(formatRoute(route));
      enter(route);
    },
    selectInRun(change) {
      const { route } = get();
      if (route.screen !== 'run') return;
      // Who chooses a step wants to see it: among the issues there is no place for it.
      const leaves = change.stepId !== undefined && change.view === undefined && route.view === 'issues';
      const { at, ...here } = route;
      // A place in the output belongs to the step and target it is of.
      const stays = change.stepId === undefined && change.target === undefined && at !== undefined ? { at } : {};
      const next = { ...here, ...stays, ...change, ...(leaves ? { view: 'gantt' as const } : {}) };
      surroundings.address.write(formatRoute(next));
      enter(next);
    },
    enterAddress() {
      enter(parseRoute(surroundings.address.read()));
    },
  };

  function enter(route: Route): void {
    const before = get().route;
    set(before.screen === route.screen ? { route } : { route, panel: null });
    get().followRun(route.screen === 'run' ? route.runId : null);
    get().followProbes(route.screen === 'run' ? route.runId : null);
    if (route.screen === 'run') get().followStep(route.runId, route.stepId, route.target);
    else get().followStep(null, null, null);
    get().followChecklist(route.screen === 'checklist' ? route.key : null);
    get().followPass(route.screen === 'checklist' ? route.passId : null);
    get().followEnvironments(route.screen === 'environments');
    get().followEnvironment(route.screen === 'environment' ? route.key : null);
    if (route.screen === 'runbook') get().openRunbook(route.key);
    if (route.screen === 'report') get().openReport(route.runId);
  }
}
