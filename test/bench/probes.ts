import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkspace } from '../../db/workspace.ts';
import { systemClock } from '../../main/adapters/clock.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { openHttpCaller } from '../../main/adapters/http/undici-http-caller.ts';
import { auditRules } from '../../main/domain/audit/rules.ts';
import { openWorld } from '../support/run-world.ts';

/** What standing probes cost, and how long the view of a million samples takes. */
const PROBES = 50;
const TARGETS = 20;
const MILLION = 1_000_000;
const WATCH_MS = 30_000;

export interface ProbeFigures {
  /** Share of one processor the core uses for 50 probes × 20 targets every 10 s, with the client's side of HTTP. */
  readonly cpuShare: number;
  readonly samples: number;
  /** Longest the loop was held up, ms. */
  readonly longestHold: number;
}

export async function standingLoad(): Promise<ProbeFigures> {
  const server = createServer((_request, response) => response.end('17'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-bench-'));
  const workspace = openWorkspace(folder, auditRules(sha256));
  if (workspace.kind === 'refused') throw new Error(workspace.message);
  const http = openHttpCaller();
  const world = openWorld(runbook(port), undefined, { http, clock: systemClock(), samples: workspace.samples });
  await world.core.drive('all');
  const runId = await world.create();
  await world.command(runId, { type: 'start' });
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  const count = () => workspace.samples.series(`run:${runId}/`).reduce((sum, { samples }) => sum + samples, 0);
  const before = { samples: count(), cpu: process.cpuUsage(), at: performance.now() };
  let longestHold = 0;
  let last = performance.now();
  const watch = setInterval(() => {
    longestHold = Math.max(longestHold, performance.now() - last - 20);
    last = performance.now();
  }, 20);
  await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
  clearInterval(watch);
  const { user, system } = process.cpuUsage(before.cpu);
  const cpuShare = (user + system) / 1000 / (performance.now() - before.at);
  const samples = count() - before.samples;
  await world.core.stop(1_000);
  await http.close();
  await workspace.close();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
  return { cpuShare, samples, longestHold };
}

export interface DrawFigures {
  readonly addMs: number;
  /** One series that holds the whole million, one sample a second: drawn whole, and an hour of it. */
  readonly wholeMs: number;
  readonly hourMs: number;
  /** Thirty of a thousand series, as many as are in sight, drawn whole. */
  readonly sightMs: number;
  readonly summaryMs: number;
  readonly bytes: number;
}

export async function millionSamples(): Promise<DrawFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-bench-'));
  const workspace = openWorkspace(folder, auditRules(sha256));
  if (workspace.kind === 'refused') throw new Error(workspace.message);
  const { samples } = workspace;
  const start = 1_795_000_000_000;
  const one = { subject: 'run:one/probe:health', target: 'api' };
  const began = performance.now();
  for (let index = 0; index < MILLION; index += 1) {
    const verdict = index % 997 === 0 ? 'failed' : 'successful';
    samples.add(one, { at: start + index * 1000, verdict, value: index % 100, detail: verdict, durationMs: 3 });
    if (index % 20_000 === 0) samples.flush();
  }
  samples.flush();
  const addMs = performance.now() - began;
  for (let index = 0; index < MILLION; index += 1) {
    const key = { subject: `run:many/probe:p${index % PROBES}`, target: `t${Math.floor(index / PROBES) % TARGETS}` };
    const at = start + Math.floor(index / 1000) * 10_000;
    samples.add(key, { at, verdict: 'successful', value: 1, detail: 'ok', durationMs: 3 });
    if (index % 20_000 === 0) samples.flush();
  }
  samples.flush();
  const figures = {
    addMs,
    wholeMs: timed(() => samples.draw(one, { from: start, to: start + MILLION * 1000, buckets: 400 })),
    hourMs: timed(() => samples.draw(one, { from: start + 7_200_000, to: start + 10_800_000, buckets: 400 })),
    sightMs: timed(() => {
      for (let index = 0; index < 30; index += 1) {
        const key = { subject: `run:many/probe:p${index}`, target: 't3' };
        samples.draw(key, { from: start, to: start + 10_000_000, buckets: 400 });
      }
    }),
    summaryMs: timed(() => samples.series('run:many/')),
  };
  await workspace.close();
  const { size } = await import('node:fs').then(({ statSync }) => statSync(join(folder, 'holdpoint.sqlite3')));
  rmSync(folder, { recursive: true, force: true });
  return { ...figures, bytes: Math.round(size / (2 * MILLION)) };
}

function timed(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function runbook(port: number): string {
  const targets = Array.from(
    { length: TARGETS },
    (_, index) => `  - { name: t${index}, kind: http, baseUrl: 'http://127.0.0.1:${port}', labels: { tier: web } }`,
  );
  const probes = Array.from(
    { length: PROBES },
    (_, index) => `  - { name: p${index}, kind: http, targets: tier=web, path: /p${index}, every: 10s }`,
  );
  return `apiVersion: holdpoint/v1
kind: Runbook
key: test
title: Many probes
people:
  - { role: Lead, name: Anna, phone: '1' }
inventory:
${targets.join('\n')}
probes:
${probes.join('\n')}
steps:
  - { id: look, kind: manual, title: Look, responsible: Lead, duration: 5m }
`;
}

if (process.argv[1] === import.meta.filename) {
  process.stdout.write(`${JSON.stringify(await millionSamples())}\n${JSON.stringify(await standingLoad())}\n`);
}
