import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { imported, places } from './imported.ts';

const folder = path.join(import.meta.dirname, 'corpus');
const read = (name: string) => new Uint8Array(readFileSync(path.join(folder, name)));
const errors = (lint: readonly { severity: string }[]) => lint.filter(({ severity }) => severity === 'error');

describe('the English runsheet', () => {
  it('becomes nine steps with roles, predecessors, offsets and kinds', async () => {
    const { runbook, lint, conversion } = await imported('orders-cutover-en.xlsx', read('orders-cutover-en.xlsx'));
    expect(errors(lint)).toEqual([]);
    expect(conversion.view.columns.every(({ confidence }) => confidence === 'sure')).toBe(true);
    expect(
      runbook.steps.map(({ id, kind, after, startAt, duration }) => [id, kind, after ?? [], startAt, duration]),
    ).toEqual([
      ['step-1', 'manual', [], 'T-1h', '10m'],
      ['step-2', 'manual', ['step-1'], 'T-45m', '30m'],
      ['step-3', 'manual', ['step-2'], 'T0', '5m'],
      ['step-4', 'manual', ['step-3 FS+5m'], 'T+10m', '45m'],
      ['step-5', 'manual', ['step-4'], 'T+55m', '20m'],
      ['step-6', 'gate', ['step-5'], 'T+1h15m', '15m'],
      ['step-7', 'manual', ['step-6'], 'T+1h30m', '5m'],
      ['step-8', 'message', ['step-7'], 'T+1h35m', '5m'],
      ['step-9', 'milestone', ['step-7'], 'T+1h40m', '0m'],
    ]);
    expect(runbook.steps[3]).toMatchObject({
      responsible: 'DBA',
      backup: 'DBA 2',
      phase: 'cutover',
      stream: 'Database',
      instructions: './migrate up\n\nSystem: db-01',
      expected: './migrate status',
      backout: { none: 'none - forward only' },
      notes: 'point of no return',
    });
    expect(places(conversion, 'warning')).toEqual(['5 P unguarded-point-of-no-return']);
  });
});

describe('the German list with semicolons', () => {
  it('becomes six steps in a window, with umlauts, quoted cells and the release as a gate', async () => {
    const { runbook, lint } = await imported('umstellung-de.csv', read('umstellung-de.csv'));
    expect(errors(lint)).toEqual([]);
    expect(runbook).toMatchObject({
      timezone: 'Europe/Berlin',
      window: { start: '2026-11-28T20:30', end: '2026-11-28T23:55' },
      people: expect.arrayContaining([{ role: 'DBA', name: 'To be named', backup: 'DBA 2' }]),
    });
    expect(runbook.steps.map(({ kind, phase, startAt, duration }) => [kind, phase, startAt, duration])).toEqual([
      ['manual', 'pre', 'T0', '45m'],
      ['manual', 'cutover', 'T+1h30m', '10m'],
      ['manual', 'cutover', undefined, '1h'],
      ['gate', 'cutover', undefined, '30m'],
      ['manual', 'cutover', undefined, '10m'],
      ['manual', 'post', undefined, '5m'],
    ]);
    expect(runbook.steps[0]?.notes).toBe('Platz prüfen; mindestens 20 GB');
  });
});

describe('the go-live plan with phase rows', () => {
  it('takes merged rows as phases, real dates, hours, and keeps the unknown column', async () => {
    const { runbook, lint, conversion } = await imported(
      'finance-golive-phases.xlsx',
      read('finance-golive-phases.xlsx'),
    );
    expect(errors(lint)).toEqual([]);
    expect(conversion.view.headingRow).toBe(3);
    expect(runbook).toMatchObject({
      title: 'Go-live cutover plan – Finance',
      window: { start: '2026-12-04T18:00', end: '2026-12-05T15:00' },
    });
    expect(runbook.steps.map(({ id, phase, duration }) => [id, phase, duration])).toEqual([
      ['step-1-1', 'pre', '30m'],
      ['step-1-2', 'pre', '1h'],
      ['step-2-1', 'cutover', '6h'],
      ['step-2-2', 'cutover', '8h'],
      ['step-2-3', 'cutover', '4h'],
      ['step-3-1', 'cutover', '1h'],
      ['step-3-2', 'cutover', '30m'],
    ]);
    expect(runbook.steps[1]).toMatchObject({
      'x-sheet': { Phase: '1 Ramp-down', ID: '1.2', Status: 'open' },
      'x-source': { row: '6' },
    });
  });

  it('keeps title and phase rows, which are no steps, in the runbook itself', async () => {
    const { runbook } = await imported('finance-golive-phases.xlsx', read('finance-golive-phases.xlsx'));
    expect(runbook['x-sheet']).toMatchObject({
      rows: expect.arrayContaining([
        { row: '2', cells: { A: 'Version 0.9' } },
        { row: '7', cells: { A: '2 Migration' } },
      ]),
    });
  });
});
