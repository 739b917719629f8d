import { useDesk } from '../../state/desk-context.ts';
import { AbortPanel } from './AbortPanel.tsx';
import { ClosePanel } from './ClosePanel.tsx';
import { StartPanel } from './StartPanel.tsx';

/** The second motion of an act on the whole run. It stands under the bands and pushes the console down. */
export function RunPanel() {
  const panel = useDesk((state) => state.panel);
  const isShut = useDesk((state) => state.connection !== 'connected');
  if (isShut) return null;
  switch (panel) {
    case 'abort':
    case 'cancel':
      return <AbortPanel what={panel} key={panel} />;
    case 'close':
      return <ClosePanel />;
    case 'start':
      return <StartPanel />;
    default:
      return null;
  }
}
