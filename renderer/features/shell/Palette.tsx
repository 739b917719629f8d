import { Spotlight } from '@mantine/spotlight';
import { useMemo } from 'react';
import { useDesk, useDeskStore } from '../../state/desk-context.ts';
import { paletteGroups } from './palette-entries.tsx';

/** Everything by name: rooms, runbooks, runs, and of the run on the screen its acts, views, steps, people, issues. */
export function Palette() {
  const store = useDeskStore();
  const home = useDesk((state) => state.home);
  const steps = useDesk((state) => state.run?.steps);
  const issues = useDesk((state) => state.run?.header.issues);
  const penAsks = useDesk((state) => state.penAsks);
  const askPen = useDesk((state) => state.askPen);
  const isMuted = useDesk((state) => state.sound.isMuted);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the store is read, its parts say when to read again
  const actions = useMemo(() => paletteGroups(store), [store, home, steps, issues, isMuted, penAsks]);
  return (
    <Spotlight
      actions={actions}
      shortcut={null}
      onSpotlightClose={() => askPen(null)}
      limit={14}
      // Hold and Abort stay in reach: nothing lies over the page but the palette itself.
      withOverlay={false}
      yOffset={104}
      attributes={{ content: { 'aria-label': 'Find anything' } }}
      nothingFound="Nothing by that name"
      searchProps={{
        placeholder: penAsks === null ? 'Go to, open, hold …' : 'Which run?',
        'aria-label': penAsks === null ? 'Find anything' : 'Which run?',
      }}
    />
  );
}
