import { ok } from '../../../contract/errors.ts';
import type { WorkspaceView } from '../../../contract/views.ts';
import type { CoreParts } from './core-parts.ts';
import type { FeatureHandlers } from './handler.ts';

export function workspaceHandlers(parts: CoreParts): FeatureHandlers<'workspace'> {
  return { 'workspace.get': () => ok(workspaceView(parts)) };
}

export function workspaceView({ seat, conditions, range }: CoreParts): WorkspaceView {
  return { ...seat, conditions: conditions(), practiceRange: range.isOpen };
}
