import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { benchDetachedOverhead } from './detached-overhead.ts';
import { benchDocuments } from './documents.ts';
import { benchDurableEvents } from './durable-events.ts';
import { benchLiveView } from './live-view.ts';
import type { Figure } from './measure.ts';
import { benchOutputCrowd } from './output-crowd.ts';
import { benchOutputFlood } from './output-flood.ts';
import { benchOutputSearch } from './output-search.ts';
import { benchProbes } from './probes.ts';
import { benchRedaction } from './redaction.ts';
import { benchReplay } from './replay.ts';
import { benchGanttScroll, benchMap } from './run-views.ts';
import { benchSshFanOut } from './ssh-fan-out.ts';
import { benchIdleConnections, benchLiveSessions, benchSurvey } from './ssh-sessions.ts';
import { benchStartUp } from './start-up.ts';
import { benchStepOverhead } from './step-overhead.ts';

interface Bench {
  /** `--only NAME` runs those of this name. */
  readonly name: string;
  readonly run: () => Promise<Figure | Figure[]>;
}

/** `npm run bench [-- --record] [-- --only fleets]`: every speed promise beside its yardstick or peer, in this one run. */
const benches: readonly Bench[] = [
  { name: 'start-up', run: benchStartUp },
  { name: 'steps', run: () => benchStepOverhead(1000) },
  { name: 'steps', run: () => benchStepOverhead(100, 50) },
  { name: 'events', run: benchDurableEvents },
  { name: 'replay', run: benchReplay },
  { name: 'redaction', run: benchRedaction },
  { name: 'views', run: () => benchLiveView(2000) },
  { name: 'views', run: () => benchGanttScroll(5000) },
  { name: 'views', run: () => benchMap(2000) },
  { name: 'documents', run: () => benchDocuments(2000) },
  { name: 'fleets', run: () => benchSshFanOut(10) },
  { name: 'fleets', run: () => benchSshFanOut(50) },
  { name: 'fleets', run: () => benchSshFanOut(200) },
  { name: 'fleets', run: () => benchSshFanOut(1000) },
  { name: 'sessions', run: () => benchSurvey(200) },
  { name: 'sessions', run: () => benchLiveSessions(500) },
  { name: 'sessions', run: () => benchIdleConnections(200) },
  { name: 'detached', run: () => benchDetachedOverhead(60) },
  { name: 'output', run: benchOutputFlood },
  { name: 'output', run: () => benchOutputCrowd() },
  { name: 'output', run: benchOutputSearch },
  { name: 'probes', run: benchProbes },
];

/** Whoever takes longer has shown what there was to see, and the rest of the table is wanted too. */
const LONGEST_MS = 240_000;

async function within(bench: Bench): Promise<Figure[]> {
  const late = Promise.withResolvers<Figure[]>();
  const value = `not done within ${LONGEST_MS / 1000} s`;
  const timer = setTimeout(() => late.resolve([{ name: bench.name, value, beside: '' }]), LONGEST_MS);
  const done = bench.run().then((figures) => [figures].flat());
  return Promise.race([done, late.promise]).finally(() => clearTimeout(timer));
}

const { values } = parseArgs({ options: { record: { type: 'boolean' }, only: { type: 'string' } } });
const wanted = benches.filter(({ name }) => values.only === undefined || name === values.only);
if (wanted.length === 0) {
  process.stderr.write(`--only takes one of: ${[...new Set(benches.map(({ name }) => name))].join(', ')}\n`);
  process.exit(2);
}

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
const rows: string[] = [];
process.stdout.write(`${machine}\n\n`);
for (const bench of wanted) {
  for (const figure of await within(bench)) {
    process.stdout.write(`${figure.name}\n    ${figure.value}\n    ${figure.beside}\n`);
    rows.push(`| ${figure.name} | ${figure.value} | ${figure.beside} |`);
  }
}
// Half a table would take the other half's place.
if (values.record === true && values.only === undefined) {
  const day = new Date().toISOString().slice(0, 10);
  const text = `# Benchmarks\n\nOne run of \`npm run bench -- --record\`, ${day}, ${machine}. The machine is shared and noisy: read the ratios.\n\n| what | figure | beside it in the same run |\n|---|---|---|\n${rows.join('\n')}\n`;
  writeFileSync(path.join(import.meta.dirname, 'RESULTS.md'), text);
}
process.exit(0);
