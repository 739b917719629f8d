import { openWorkspace } from '../../db/workspace.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { auditRules } from '../../main/domain/audit/rules.ts';

/** Adds a sample every few ms and says when, until it is killed. */
const workspace = openWorkspace(process.argv[2] ?? '', auditRules(sha256));
if (workspace.kind === 'refused') throw new Error(workspace.message);
const key = { subject: 'run:run-20261121-0953-k3f9/probe:orders-health', target: 'orders-api' };
setInterval(() => {
  const at = Date.now();
  workspace.samples.add(key, { at, verdict: 'successful', value: 1, detail: '200', durationMs: 1 });
  process.stdout.write(`${at}\n`);
}, 20);
