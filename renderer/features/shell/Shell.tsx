import { useDesk } from '../../state/desk-context.ts';
import { later } from '../../ui/later.tsx';
import { HomeScreen } from '../home/HomeScreen.tsx';
import { RunsScreen } from '../home/RunsScreen.tsx';
import { QuestionTray } from '../questions/QuestionTray.tsx';
import { ReportScreen } from '../report/ReportScreen.tsx';
import { RunScreen } from '../run/RunScreen.tsx';
import { RunbookScreen } from '../runbook/RunbookScreen.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { DoorScreen } from './DoorScreen.tsx';
import { HelpSheet } from './HelpSheet.tsx';
import { Notices } from './Notices.tsx';
import { Palette } from './Palette.tsx';
import { Rail } from './Rail.tsx';
import { rehearsalShown, SimulatedBand } from './SimulatedBand.tsx';
import { useKeyboard } from './use-keyboard.ts';

const ChecklistScreen = later(async () => (await import('../checklist/ChecklistScreen.tsx')).ChecklistScreen);
const ChecklistsScreen = later(async () => (await import('../checklist/ChecklistsScreen.tsx')).ChecklistsScreen);
const SecretsScreen = later(async () => (await import('../secrets/SecretsScreen.tsx')).SecretsScreen);
const SearchScreen = later(async () => (await import('../search/SearchScreen.tsx')).SearchScreen);
const EnvironmentScreen = later(async () => (await import('../environment/EnvironmentScreen.tsx')).EnvironmentScreen);
const EnvironmentsScreen = later(
  async () => (await import('../environment/EnvironmentsScreen.tsx')).EnvironmentsScreen,
);
const ImportScreen = later(async () => (await import('../sheet/ImportScreen.tsx')).ImportScreen);

export function Shell() {
  useKeyboard();
  const isShutOut = useDesk((state) => state.entry === 'refused' && state.connection !== 'connected');
  const isStale = useDesk((state) => state.connection !== 'connected' && state.home !== null);
  const isSimulated = useDesk((state) => rehearsalShown(state) !== null);
  if (isShutOut) return <DoorScreen />;
  return (
    <div className="shell" data-stale={isStale} data-simulated={isSimulated}>
      <Rail />
      <div className="room">
        <SimulatedBand />
        <ConnectionBanner />
        <QuestionTray />
        <Screen />
      </div>
      <Notices />
      <Palette />
      <HelpSheet />
    </div>
  );
}

function Screen() {
  const screen = useDesk((state) => state.route.screen);
  switch (screen) {
    case 'home':
      return <HomeScreen />;
    case 'runs':
      return <RunsScreen />;
    case 'runbook':
      return <RunbookScreen />;
    case 'import':
      return <ImportScreen />;
    case 'secrets':
      return <SecretsScreen />;
    case 'checklists':
      return <ChecklistsScreen />;
    case 'checklist':
      return <ChecklistScreen />;
    case 'environments':
      return <EnvironmentsScreen />;
    case 'environment':
      return <EnvironmentScreen />;
    case 'run':
      return <RunScreen />;
    case 'search':
      return <SearchScreen />;
    case 'report':
      return <ReportScreen />;
  }
}
