import { describe, expect, it } from 'vitest';
import type { DocumentSummary } from '../../contract/workspace-views.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import { claimsOf, rehearsalFacts } from '../../main/core/projections/agenda.ts';
import { documentReading } from '../../main/core/reading/document-reading.ts';
import type { RunState } from '../../main/domain/run/index.ts';
import { runbookOf } from '../core/runbooks.ts';
import { anna, openWorld } from '../support/run-world.ts';

const HOUR = 3_600_000;
const window = "window: { start: '2026-11-28T22:00', end: '2026-11-29T02:00' }\n";
const opens = Date.UTC(2026, 10, 28, 21, 0);
const steps = `
  - { id: one, kind: manual, title: One, responsible: Release manager, instructions: Look., duration: 5m }
  - { id: two, kind: manual, title: Two, responsible: Release manager, instructions: Look., after: [one], duration: 5m }
`;
const text = runbookOf(steps, window);
const reading = documentReading({ resolveWallTime, digest: sha256 });

function summaryOf(own: string): DocumentSummary {
  const { findings: _findings, print: _print, kind, key, title, ...gist } = reading.look(own);
  return {
    ...{ kind: kind ?? '', key: key ?? '', title: title ?? '', ...gist, revision: 1, sha256: sha256(own) },
    ...{ savedAt: 0, savedBy: 'Anna', reason: null, errors: 0, warnings: 0, notExecutable: 0 },
  };
}

async function runOf(mode: 'live' | 'rehearsal', ...commands: ('start' | 'hold' | 'abort')[]): Promise<RunState> {
  const world = openWorld(text);
  const runId = await world.create({ mode });
  for (const type of commands) {
    if (type === 'abort') await world.command(runId, { type, reason: 'enough' });
    else if (type === 'start')
      await world.command(runId, { type, ...(mode === 'live' ? { acceptPreflight: 'test' } : {}) });
    else await world.command(runId, { type });
  }
  return world.state(runId);
}

describe('who wants which targets when', () => {
  const documents = [summaryOf(text)];

  it('counts a runbook with its window, and once more while a live run of it is open', async () => {
    expect(claimsOf({ documents, runs: [] })).toMatchObject([{ key: 'test', window: { start: opens } }]);
    const claims = claimsOf({ documents, runs: [await runOf('live', 'start')] });
    expect(claims.map((claim) => claim.key)).toEqual(['test']);
    expect(claims[0]?.targets).toContainEqual({ name: 'web-01', address: '10.0.0.11:22' });
  });

  it('counts it no more once its live run in that window is over, and again when it is dated anew', async () => {
    const runs = [await runOf('live', 'start', 'abort')];
    expect(claimsOf({ documents, runs })).toEqual([]);
    const later = summaryOf(text.replaceAll('2026-11-28T', '2026-12-05T').replaceAll('2026-11-29T', '2026-12-06T'));
    expect(claimsOf({ documents: [later], runs })).toMatchObject([{ window: { start: opens + 7 * 24 * HOUR } }]);
  });

  it('does not take a rehearsal or a draft for work on targets', async () => {
    const runs = [await runOf('rehearsal', 'start'), await runOf('live')];
    expect(claimsOf({ documents: [], runs })).toEqual([]);
    expect(claimsOf({ documents, runs })).toHaveLength(1);
  });
});

describe('what was rehearsed', () => {
  const print = (own: string) => () => reading.look(own).print;

  async function rehearsed(): Promise<RunState> {
    const world = openWorld(text);
    await world.core.drive('all');
    const created = await world.core.create(
      {
        ...{ key: 'test', mode: 'rehearsal', inputs: {}, secrets: {}, forks: 1, speed: 600, faults: [] },
        ...{ commandId: 'rehearse-1', answers: { others: 'as-planned' } },
      },
      anna,
    );
    if (!created.ok) throw new Error(created.problem.message);
    await world.command(created.value.runId, { type: 'start' });
    await world.clock.advance(5_000);
    return world.state(created.value.runId);
  }

  it('is a fact of hashes: unchanged while the plan is the same, whatever its date', async () => {
    const runs = [await rehearsed()];
    const dated = text.replaceAll('2026-11-2', '2026-12-2');
    for (const own of [text, dated]) {
      const facts = rehearsalFacts({ documents: [summaryOf(own)], runs }, print(own));
      expect(facts).toMatchObject([{ key: 'test', isUnchanged: true, changedSteps: 0, closureCode: 'successful' }]);
    }
  });

  it('counts steps that are new, gone or different', async () => {
    const runs = [await rehearsed()];
    const edited = text
      .replace('title: Two', 'title: Second')
      .replace('id: one', 'id: first')
      .replace('[one]', '[first]');
    const facts = rehearsalFacts({ documents: [summaryOf(edited)], runs }, print(edited));
    // two is different (title and predecessor), one is gone, first is new.
    expect(facts).toMatchObject([{ isUnchanged: false, changedSteps: 3 }]);
  });

  it('is none of a rehearsal that did not come to its end', async () => {
    const runs = [await runOf('rehearsal', 'start', 'abort')];
    expect(rehearsalFacts({ documents: [summaryOf(text)], runs }, print(text))).toEqual([]);
  });
});
