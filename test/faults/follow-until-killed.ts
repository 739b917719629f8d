/** `node follow-until-killed.ts JOURNAL REQUEST_JSON SHELL_JSON`: performs, and writes every message down at once. */
import { openSync, writeSync } from 'node:fs';
import type { ShellMessage, ShellRequest } from '../../main/core/ports/shell.ts';
import { type ReachOptions, shellAt } from './ssh-cut-shell.ts';

const [journal = '', request = '', reach = ''] = process.argv.slice(2);
const file = openSync(journal, 'a');
const asked: ShellRequest = JSON.parse(request);
const options: ReachOptions = JSON.parse(reach);
const shell = shellAt(options);

const task = shell.perform(asked, (message: ShellMessage) => {
  const line =
    message.kind === 'output' ? { ...message, bytes: Buffer.from(message.bytes).toString('base64') } : message;
  writeSync(file, `${JSON.stringify(line)}\n`);
  if (message.kind === 'finished') void shell.close().then(() => process.exit(0));
});
task.grant(Number.MAX_SAFE_INTEGER);
