import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Client } from '../contract/client.ts';
import type { Door } from './client/door.ts';
import { ErrorBoundary } from './features/shell/ErrorBoundary.tsx';
import { Shell } from './features/shell/Shell.tsx';
import { DeskContext } from './state/desk-context.ts';
import { createDeskStore } from './state/desk-store.ts';
import type { Surroundings } from './state/tools.ts';
import { fetchRooms } from './ui/later.tsx';
import { theme, variables } from './ui/theme.ts';

const FETCH_AFTER_MS = 2500;

/** Puts the desk on the page. `door` is missing where no door is needed: in-process hosts. */
export function mountDesk(client: Client, surroundings: Surroundings, door?: Pick<Door, 'onEntry'>): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('The page has no root element.');
  const store = createDeskStore(client, surroundings);
  window.addEventListener('popstate', () => store.getState().enterAddress());
  window.addEventListener('hashchange', () => store.getState().enterAddress());
  door?.onEntry((entry) => store.getState().noteEntry(entry.kind));
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
        <ErrorBoundary>
          <DeskContext.Provider value={store}>
            <Shell />
          </DeskContext.Provider>
        </ErrorBoundary>
      </MantineProvider>
    </StrictMode>,
  );
  // The first view is there by then; a window opened at night has every room before the line may break.
  surroundings.after(FETCH_AFTER_MS, () => void fetchRooms());
}
