import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client } from '../../contract/client.ts';
import type { Result } from '../../contract/errors.ts';
import { compose } from '../../main/hosts/compose.ts';
import { type Figure, median, ms, quantile, timed } from './measure.ts';
import { chainOfSteps } from './step-overhead.ts';

const ROUNDS = 15;

/** What somebody waits for at each correction, as the core answers it: a cell of a large runbook, a choice for a large sheet. */
export async function benchDocuments(rows: number): Promise<Figure[]> {
  const workspaceDir = mkdtempSync(path.join(tmpdir(), 'holdpoint-bench-documents-'));
  const core = await compose({ workspaceDir, mode: 'drive', host: 'test' });
  if (core.kind !== 'core') throw new Error(core.message);
  try {
    const client = core.connect({ via: 'desk' });
    return [await cells(client, rows), await corrections(client, rows)];
  } finally {
    await core.close(0);
    rmSync(workspaceDir, { recursive: true, force: true });
  }
}

function given<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

async function cells(client: Client, rows: number): Promise<Figure> {
  let text = chainOfSteps(rows);
  given(await client.call('documents.table', { text }));
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const edit = { kind: 'set' as const, row: 100 + round, field: 'title' as const, text: `Corrected ${round}` };
    const started = performance.now();
    const { splices } = given(await client.call('documents.edit', { text, edits: [edit] }));
    samples.push(performance.now() - started);
    for (const splice of splices.toReversed()) text = text.slice(0, splice.from) + splice.text + text.slice(splice.to);
  }
  return { name: `a cell of a runbook of ${rows} steps, committed`, ...figures(samples) };
}

async function corrections(client: Client, rows: number): Promise<Figure> {
  const bytes = Buffer.from(sheetOf(rows));
  const upload = { uploadId: 'upload-bench', index: 0, last: true, name: 'plan.csv', zoneHere: 'Europe/Berlin' };
  const read = await timed(async () =>
    given(await client.call('sheets.read', { ...upload, dataBase64: bytes.toString('base64') })),
  );
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const choices = { title: `Cutover ${round}`, mapping: { 6: round % 2 === 0 ? null : ('comments' as const) } };
    samples.push(
      await timed(async () => given(await client.call('sheets.look', { sheetId: upload.uploadId, choices }))),
    );
  }
  const { value, beside } = figures(samples);
  return { name: `a correction of a sheet of ${rows} rows`, value, beside: `${beside}; read at first in ${ms(read)}` };
}

function figures(samples: readonly number[]): Pick<Figure, 'value' | 'beside'> {
  return {
    value: `${ms(median(samples))} median, ${ms(quantile(samples, 0.95))} p95`,
    beside: 'as the core answers, its thread included',
  };
}

function sheetOf(rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    const time = `2026-11-28 ${String(20 + Math.floor(index / 600)).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}`;
    return `${index + 1},Task ${index} of the cutover,Team ${index % 9},${time},10,${index === 0 ? '' : index},Remark ${index}`;
  });
  return `ID,Task,Owner,Start,Duration (min),Predecessors,Remarks\n${lines.join('\n')}\n`;
}
