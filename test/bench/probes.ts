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
import { type Figure, ms } from './measure.ts';

/** What standing probes cost, and how long the view of a million samples takes. */
const PROBES = 50;
const TARGETS = 20;
const MILLION = 1_000_000;
const WATCH_MS = 30_000;

/** Fifty probes on twenty targets beside requests of nobody's; and the view of a million samples beside writing them. */
export async function benchProbes(): Promise<Figure[]> {
  const load = await standingLoad();
  const drawn = await millionSamples();
  const asked = `${PROBES} probes × ${TARGETS} targets every 10 s`;
  const sizes = `beside adding a million samples in ${ms(drawn.addMs)}, ${drawn.bytes} bytes each`;
  return [
    {
      name: `standing probes, ${asked}: processor time a question, client's side of HTTP included`,
      value: `${ms(load.msEach)} (${(load.cpuShare * 100).toFixed(1)} % of one processor, loop held up ${ms(load.longestHold)} at most)`,
      beside: `fetch of the same answer in the same process: ${ms(load.bareMsEach)} · ×${(load.msEach / load.bareMsEach).toFixed(1)}`,
    },
    {
      name: 'a million samples of one series drawn whole; an hour of it',
      value: `${ms(drawn.wholeMs)}; ${ms(drawn.hourMs)}`,
      beside: sizes,
    },
    {
      name: 'thirty of a thousand series drawn; how all thousand stand',
      value: `${ms(drawn.sightMs)}; ${ms(drawn.summaryMs)}`,
      beside: sizes,
    },
  ];
}

interface ProbeFigures {
  /** Share of one processor the core uses, with the client's side of HTTP. */
  readonly cpuShare: number;
  readonly msEach: number;
  readonly bareMsEach: number;
  /** Longest the loop was held up, ms. */
  readonly longestHold: number;
}

async function standingLoad(): Promise<ProbeFigures> {
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
  const msEach = (user + system) / 1000 / (count() - before.samples);
  const bareMsEach = await bareRequests(`http://127.0.0.1:${port}/`);
  await world.core.stop(1_000);
  await http.close();
  await workspace.close();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
  return { cpuShare, msEach, bareMsEach, longestHold };
}

/** Processor time of one request nobody judges or keeps. */
async function bareRequests(url: string): Promise<number> {
  const ask = () => Promise.all(Array.from({ length: PROBES }, async () => (await fetch(url)).text()));
  await ask();
  const before = process.cpuUsage();
  for (let round = 0; round < TARGETS; round += 1) await ask();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (PROBES * TARGETS);
}

interface DrawFigures {
  readonly addMs: number;
  /** One series that holds the whole million, one sample a second: drawn whole, and an hour of it. */
  readonly wholeMs: number;
  readonly hourMs: number;
  /** Thirty of a thousand series, as many as are in sight, drawn whole. */
  readonly sightMs: number;
  readonly summaryMs: number;
  readonly bytes: number;
}

async function millionSamples(): Promise<DrawFigures> {
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
