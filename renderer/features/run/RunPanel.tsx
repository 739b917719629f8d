import { useDesk } from '../../state/desk-context.ts';
import { CloseForm } from '../chair/CloseForm.tsx';
import { EtaForm } from '../chair/EtaForm.tsx';
import { RebaseForm } from '../chair/RebaseForm.tsx';
import { SoundsPanel } from '../chair/SoundsPanel.tsx';
import { UpdateForm } from '../chair/UpdateForm.tsx';
import { DecisionForm } from '../pen/DecisionForm.tsx';
import { RaiseIssueForm } from '../pen/IssueForm.tsx';
import { AbortPanel } from './AbortPanel.tsx';
import { StartPanel } from './StartPanel.tsx';

/**
 * Where acts on the whole run ask for their words. It stands under the bands and pushes the console down. What is
 * written stays open without a connection; what would only be asked of the core does not.
 */
export function RunPanel() {
  const panel = useDesk((state) => state.panel);
  const isShut = useDesk((state) => state.connection !== 'connected');
  switch (panel) {
    case 'abort':
    case 'cancel':
      return isShut ? null : <AbortPanel what={panel} key={panel} />;
    case 'start':
      return isShut ? null : <StartPanel />;
    case 'close':
      return <CloseForm />;
    case 'decision':
      return <DecisionForm />;
    case 'issue':
      return <RaiseIssueForm />;
    case 'eta':
      return <EtaForm />;
    case 'rebase':
      return <RebaseForm />;
    case 'update':
      return <UpdateForm />;
    case 'sounds':
      return <SoundsPanel />;
    default:
      return null;
  }
}
