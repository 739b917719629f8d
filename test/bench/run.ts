import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
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

/** `npm run bench [-- --record]`: every speed promise beside its yardstick or peer, measured in this one run. */
const benches: readonly (() => Promise<Figure | Figure[]>)[] = [
  benchStartUp,
  () => benchStepOverhead(1000),
  () => benchStepOverhead(100, 50),
  benchDurableEvents,
  benchReplay,
  benchRedaction,
  () => benchLiveView(2000),
  () => benchGanttScroll(5000),
  () => benchMap(2000),
  () => benchDocuments(2000),
  () => benchSshFanOut(10),
  () => benchSshFanOut(50),
  () => benchSshFanOut(200),
  () => benchSshFanOut(1000),
  () => benchSurvey(200),
  () => benchLiveSessions(500),
  () => benchIdleConnections(200),
  () => benchDetachedOverhead(100),
  benchOutputFlood,
  () => benchOutputCrowd(),
  benchOutputSearch,
  benchProbes,
];

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
const rows: string[] = [];
process.stdout.write(`${machine}\n\n`);
for (const bench of benches) {
  for (const figure of [await bench()].flat()) {
    process.stdout.write(`${figure.name}\n    ${figure.value}\n    ${figure.beside}\n`);
    rows.push(`| ${figure.name} | ${figure.value} | ${figure.beside} |`);
  }
}
if (process.argv.includes('--record')) {
  const day = new Date().toISOString().slice(0, 10);
  const text = `# Benchmarks\n\nOne run of \`npm run bench -- --record\`, ${day}, ${machine}. The machine is shared and noisy: read the ratios.\n\n| what | figure | beside it in the same run |\n|---|---|---|\n${rows.join('\n')}\n`;
  writeFileSync(path.join(import.meta.dirname, 'RESULTS.md'), text);
}
process.exit(0);
