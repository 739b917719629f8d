import { artifactHandlers } from './artifacts.ts';
import { attachmentHandlers } from './attachments.ts';
import { checklistHandlers } from './checklists.ts';
import type { CoreParts } from './core-parts.ts';
import { documentHandlers } from './documents.ts';
import { environmentHandlers } from './environments.ts';
import type { Handlers } from './handler.ts';
import { hostKeyHandlers } from './hostkeys.ts';
import { outputHandlers } from './output.ts';
import { practiceHandlers } from './practice.ts';
import { preflightHandlers } from './preflight.ts';
import { probeHandlers } from './probes.ts';
import { questionHandlers } from './questions.ts';
import { runbookHandlers } from './runbooks.ts';
import { runHandlers } from './runs.ts';
import { secretHandlers } from './secrets.ts';
import { sheetHandlers } from './sheets.ts';
import { terminalHandlers } from './terminal.ts';
import { workspaceHandlers } from './workspace.ts';

/** All features in one table; an operation without a handler, or a handler without an operation, does not compile. */
export function createHandlers(parts: CoreParts): Handlers {
  return {
    ...workspaceHandlers(parts),
    ...documentHandlers(parts),
    ...runbookHandlers(parts),
    ...hostKeyHandlers(parts),
    ...preflightHandlers(parts),
    ...runHandlers(parts),
    ...outputHandlers(parts),
    ...checklistHandlers(parts),
    ...environmentHandlers(parts),
    ...attachmentHandlers(parts),
    ...artifactHandlers(parts),
    ...terminalHandlers(parts),
    ...sheetHandlers(parts),
    ...questionHandlers(parts),
    ...secretHandlers(parts),
    ...practiceHandlers(parts),
    ...probeHandlers(parts),
  };
}
