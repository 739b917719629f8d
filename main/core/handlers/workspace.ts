import { failed, ok } from '../../../contract/errors.ts';
import type { WorkspaceView } from '../../../contract/workspace-views.ts';
import type { CoreParts } from './core-parts.ts';
import type { FeatureHandlers } from './handler.ts';

export function workspaceHandlers(parts: CoreParts): FeatureHandlers<'workspace'> {
  return {
    'workspace.get': () => ok(workspaceView(parts)),
    // A page may not let further browsers in: a link is for whoever has an account on this machine.
    'workspace.link': (_request, { via }) =>
      via === 'api' ? parts.door.link() : failed('unauthorized', 'Get a link on the machine itself: holdpoint serve'),
  };
}

export function workspaceView({
  seat,
  conditions,
  range,
}: Pick<CoreParts, 'seat' | 'conditions' | 'range'>): WorkspaceView {
  return { ...seat, conditions: conditions(), practiceRange: range.isOpen };
}
