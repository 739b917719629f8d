import { openWorkspace } from '../../db/workspace.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { auditRules } from '../../main/domain/audit/rules.ts';

/** Started by tests in a process of its own: opens a workspace, says what came of it, closes it. */
const opened = openWorkspace(process.argv[2] ?? '', auditRules(sha256));
if (opened.kind === 'refused') {
  process.stdout.write(`${opened.code}\n`);
} else {
  process.stdout.write(`opened ${opened.events.head().seq}\n`);
  await opened.close();
}
