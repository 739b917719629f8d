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
  const isMuted = useDesk((state) => state.sound.isMuted);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the store is read, its parts say when to read again
  const actions = useMemo(() => paletteGroups(store), [store, home, steps, issues, isMuted]);
  return (
    <Spotlight
      actions={actions}
      shortcut={null}
      limit={14}
      // Hold and Abort stay in reach: nothing lies over the page but the palette itself.
      withOverlay={false}
      yOffset={104}
      attributes={{ content: { 'aria-label': 'Find anything' } }}
      nothingFound="Nothing by that name"
      searchProps={{ placeholder: 'Go to, open, hold …', 'aria-label': 'Find anything' }}
    />
  );
}
