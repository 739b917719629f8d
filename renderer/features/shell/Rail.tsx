import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useDesk } from '../../state/desk-context.ts';
import { emptySearch, formatRoute, type Route } from '../../state/route.ts';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { IdentityButton } from './IdentityButton.tsx';

const rooms: readonly {
  readonly name: string;
  readonly icon: IconName;
  readonly route: Route;
  readonly holds: readonly string[];
}[] = [
  { name: 'Agenda', icon: 'calendar', route: { screen: 'home' }, holds: ['home', 'runbook', 'import'] },
  { name: 'Checklists', icon: 'checks', route: { screen: 'checklists' }, holds: ['checklists', 'checklist'] },
  { name: 'Secrets', icon: 'key', route: { screen: 'secrets' }, holds: ['secrets'] },
  {
    name: 'Targets',
    icon: 'targets',
    route: { screen: 'environments' },
    holds: ['environments', 'environment'],
  },
  { name: 'Runs', icon: 'play', route: { screen: 'runs' }, holds: ['runs', 'run', 'report'] },
  { name: 'Search', icon: 'search', route: { screen: 'search', query: emptySearch }, holds: ['search'] },
];

export function Rail() {
  const screen = useDesk((state) => state.route.screen);
  const showHelp = useDesk((state) => state.showHelp);
  return (
    <nav className="rail" aria-label="Rooms">
      {rooms.map((room) => (
        <a
          key={room.name}
          className="rail-room"
          href={formatRoute(room.route)}
          {...(room.holds.includes(screen) ? { 'aria-current': 'page' as const } : {})}
        >
          <Icon name={room.icon} />
          {room.name}
        </a>
      ))}
      <span className="rail-gap" />
      <IdentityButton />
      <ThemeButton />
      <button type="button" className="rail-room" onClick={() => showHelp(true)}>
        <Icon name="help" />
        Keys ?
      </button>
    </nav>
  );
}

function ThemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('dark');
  const next = scheme === 'dark' ? 'light' : 'dark';
  return (
    <button
      type="button"
      className="rail-room"
      onClick={() => setColorScheme(next)}
      aria-label={`Switch to the ${next} theme`}
    >
      <Icon name={scheme === 'dark' ? 'sun' : 'moon'} />
      {next === 'dark' ? 'Dark' : 'Light'}
    </button>
  );
}
