import { writeSync } from 'node:fs';
import { compose } from '../../main/hosts/compose.ts';

/**
 * Started by a test in a process of its own: opens a pass and ticks and unticks its items for ever. Says what it asks
 * (`ask COMMAND ITEM ACTION`) and what was acknowledged (`ack COMMAND SEQ`), one line each.
 */
const [folder = '', text = ''] = process.argv.slice(2);
const core = await compose({ workspaceDir: folder, mode: 'record', host: 'test' });
if (core.kind === 'refused') throw new Error(core.message);
const { dispatcher } = core;
const say = (line: string): void => void writeSync(1, `${line}\n`);

async function ask(operation: string, input: unknown): Promise<unknown> {
  const answer = await dispatcher.call(operation, input, { via: 'desk' });
  if (!answer.ok) throw new Error(`${operation}: ${answer.problem.message}`);
  return answer.value;
}

await ask('documents.save', { text });
const opened = await ask('checklists.open', { key: 'readiness', commandId: `open-${process.pid}` });
const passId = typeof opened === 'object' && opened !== null && 'passId' in opened ? opened.passId : '';
say(`pass ${String(passId)}`);
for (let round = 0; ; round += 1) {
  const itemId = `item-${(round % 20) + 1}`;
  const isTick = Math.floor(round / 20) % 2 === 0;
  const commandId = `command-${process.pid}-${round}`;
  const act = isTick ? { action: 'tick', itemId } : { action: 'untick', itemId, reason: 'again' };
  say(`ask ${commandId} ${itemId} ${act.action}`);
  const answer = await ask('checklists.act', { passId, act, commandId });
  const seqs = typeof answer === 'object' && answer !== null && 'seqs' in answer ? answer.seqs : [];
  say(`ack ${commandId} ${String(seqs)}`);
}
