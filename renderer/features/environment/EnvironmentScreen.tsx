import { useEffect } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import type { EnvironmentMirror } from '../../state/environment-mirror.ts';
import { type EnvironmentRoute, type EnvironmentTab, environmentTabs, formatRoute } from '../../state/route.ts';
import { FindingsList } from '../../ui/FindingsList.tsx';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { CheckButton } from './CheckButton.tsx';
import { CheckMatrix } from './CheckMatrix.tsx';
import { CheckPane } from './CheckPane.tsx';
import { Progress } from './CheckProgress.tsx';
import { ago, ragLooks } from './check-words.ts';
import { EnvironmentHistory } from './EnvironmentHistory.tsx';
import { EnvironmentText } from './EnvironmentText.tsx';
import { InfrastructureTable } from './InfrastructureTable.tsx';
import { InstalledTable } from './InstalledTable.tsx';

/** One environment: everything asked of every target, since when it is known, and what else a release needs there. */
export function EnvironmentScreen() {
  const environment = useDesk((state) => state.environment);
  const problem = useDesk((state) => state.environmentProblem);
  const route = useDesk((state) => state.route);
  if (route.screen !== 'environment') return null;
  if (environment === null) {
    return (
      <RoomBody>
        <p className="dim" role={problem === null ? 'status' : 'alert'}>
          {problem?.message ?? 'Reading the environment …'}
        </p>
      </RoomBody>
    );
  }
  return <Environment environment={environment} route={route} />;
}

interface EnvironmentProps {
  readonly environment: EnvironmentMirror;
  readonly route: EnvironmentRoute;
}

function Environment({ environment, route }: EnvironmentProps) {
  const { summary, findings } = environment;
  const driving = useDesk((state) => state.home?.workspace.driving ?? false);
  const isBroken = summary.errors > 0;
  return (
    <>
      <header className="room-head">
        <h1 className="clip" title={summary.title}>
          {summary.title}
        </h1>
        <StateMark look={ragLooks[summary.rag]} />
        <span className="clip environment-because" title={summary.because}>
          {summary.because}
        </span>
        <span className="gap" />
        <CheckedNote environment={environment} />
        {driving && <CheckButton environment={summary} />}
      </header>
      {summary.running !== null && <Progress running={summary.running} />}
      <Tabs route={route} environment={environment} />
      {isBroken && route.tab !== 'text' ? (
        <RoomBody>
          <section className="problem" role="alert">
            <h2>The environment cannot be used as it stands</h2>
            <p>Nothing is asked until its document is corrected. What was found before is kept.</p>
            <FindingsList findings={findings} />
          </section>
        </RoomBody>
      ) : (
        <Tab environment={environment} route={route} />
      )}
    </>
  );
}

function CheckedNote({ environment: { summary } }: Pick<EnvironmentProps, 'environment'>) {
  const now = useMinute();
  if (summary.running !== null) return null;
  if (summary.checked === null) return <span className="dim">never checked as a whole</span>;
  const { at, by } = summary.checked;
  const isOld = now - at > summary.staleAfterMs;
  return (
    <span className={`figures ${isOld ? 'warning-text' : 'dim'}`}>
      {`checked ${ago(at, now)} by ${by}${isOld ? ', too old' : ''}`}
    </span>
  );
}

const tabNames: Readonly<Record<EnvironmentTab, string>> = {
  targets: 'Targets',
  installed: 'Installed',
  reachability: 'Reachability',
  infrastructure: 'Infrastructure',
  history: 'History',
  text: 'Text',
};

function Tabs({ route, environment }: EnvironmentProps) {
  const counts: Partial<Record<EnvironmentTab, number>> = {
    targets: environment.targets.length,
    infrastructure: environment.items.length,
  };
  return (
    <nav className="room-tabs" aria-label="Rooms of the environment">
      {environmentTabs.map((tab) => (
        <a
          key={tab}
          className="room-tab"
          href={formatRoute({ ...route, tab, check: null, target: null })}
          {...(tab === route.tab ? { 'aria-current': 'page' as const } : {})}
        >
          {tabNames[tab]}
          {counts[tab] !== undefined && <span className="count">{counts[tab]}</span>}
        </a>
      ))}
    </nav>
  );
}

function Tab({ environment, route }: EnvironmentProps) {
  switch (route.tab) {
    case 'targets':
      return (
        <WithPane environment={environment} route={route}>
          <CheckMatrix environment={environment} route={route} kinds={['target', 'database', 'check']} />
        </WithPane>
      );
    case 'reachability':
      return (
        <WithPane environment={environment} route={route}>
          <CheckMatrix environment={environment} route={route} kinds={['reach']} />
        </WithPane>
      );
    case 'installed':
      return (
        <WithPane environment={environment} route={route}>
          <InstalledTable environment={environment} route={route} />
        </WithPane>
      );
    case 'infrastructure':
      return <InfrastructureTable environment={environment} />;
    case 'history':
      return <EnvironmentHistory environment={environment} />;
    case 'text':
      return <EnvironmentText environment={environment} />;
  }
}

function WithPane({ environment, route, children }: EnvironmentProps & { readonly children: React.ReactNode }) {
  const load = useDesk((state) => state.loadSeries);
  const { check, target } = route;
  const { checked, running } = environment.summary;
  // A fresh answer of what is looked at belongs into the pane.
  const stamp = `${checked?.at} ${running?.done}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp alone asks again
  useEffect(() => {
    void load(check, target);
  }, [load, check, target, stamp]);
  return (
    <div className="book environment-book" data-open={check !== null || target !== null}>
      {children}
      <CheckPane environment={environment} route={route} />
    </div>
  );
}
