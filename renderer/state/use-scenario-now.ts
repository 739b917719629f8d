import { useNow } from '../ui/use-now.ts';
import { useDesk } from './desk-context.ts';
import { scenarioNow } from './run-mirror.ts';

/** The run's own time, every second: wall time when live, faster in a rehearsal. 0 while no run is shown. */
export function useScenarioNow(): number {
  const now = useNow();
  const run = useDesk((state) => state.run);
  return run === null ? 0 : scenarioNow(run, Math.max(now, run.heardAt));
}
