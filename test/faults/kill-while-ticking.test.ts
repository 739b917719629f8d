import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { passIdSchema } from '../../contract/ids.ts';
import { openWorkspace } from '../../db/workspace.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { PassBook } from '../../main/core/checklist/pass-book.ts';
import { auditRules } from '../../main/domain/audit/rules.ts';

const script = path.join(import.meta.dirname, 'tick-until-killed.ts');
const items = Array.from({ length: 20 }, (_, index) => `  - { id: item-${index + 1}, text: Item ${index + 1} }\n`);
const text = `apiVersion: holdpoint/v1\nkind: Checklist\nkey: readiness\ntitle: Readiness\nitems:\n${items.join('')}`;

interface Said {
  readonly passId: string;
  readonly acknowledged: ReadonlyMap<string, number>;
  /** Asked last, and perhaps never answered. */
  readonly asked: readonly { readonly commandId: string; readonly itemId: string; readonly action: string }[];
}

/** Ticks in a process of its own and kills it between an ask and its answer, after so many acknowledgements. */
async function tickUntilKilled(folder: string, acknowledgements: number): Promise<Said> {
  const child = spawn(process.execPath, [script, folder, text], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = new Promise((resolve) => child.on('close', resolve));
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
    const isEnough = said.split('\nack ').length > acknowledgements;
    // The last line is an ask whose answer has not come.
    if (isEnough && said.trimEnd().split('\n').at(-1)?.startsWith('ask ') === true) child.kill('SIGKILL');
  });
  await closed;
  return parsed(said);
}

function parsed(said: string): Said {
  const lines = said
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' '));
  const of = (kind: string) => lines.filter(([first]) => first === kind);
  return {
    passId: of('pass')[0]?.[1] ?? '',
    acknowledged: new Map(of('ack').map(([, commandId = '', seq]) => [commandId, Number(seq)])),
    asked: of('ask').map(([, commandId = '', itemId = '', action = '']) => ({ commandId, itemId, action })),
  };
}

it.each([1, 7, 23, 41])('a core killed after %i answers has every tick it acknowledged, once', async (answers) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-kill-tick-'));
  try {
    const { passId, acknowledged, asked } = await tickUntilKilled(folder, answers);
    expect(acknowledged.size).toBeGreaterThanOrEqual(answers);
    const opened = openWorkspace(folder, auditRules(sha256));
    if (opened.kind === 'refused') throw new Error(opened.message);
    for (const [commandId, seq] of acknowledged) expect(opened.events.eventsOfCommand(commandId)).toEqual([seq]);
    // What was asked and never answered happened once or not at all.
    const open = asked.filter(({ commandId }) => !acknowledged.has(commandId));
    expect(open.length).toBeLessThanOrEqual(1);
    const recorded = asked.filter(({ commandId }) => opened.events.eventsOfCommand(commandId).length === 1);
    const expected = new Map(recorded.map(({ itemId, action }) => [itemId, action === 'tick']));
    const pass = new PassBook(opened.events).pass(passIdSchema.parse(passId));
    const ticked = new Map(pass?.items.map(({ item, ticks }) => [item.id as string, ticks.length === 1]));
    for (const [itemId, isTicked] of expected) expect([itemId, ticked.get(itemId)]).toEqual([itemId, isTicked]);
    await opened.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
