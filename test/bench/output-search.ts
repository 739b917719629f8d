import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FILES } from '../../db/files.ts';
import { OutputSearching } from '../../db/output-search.ts';
import { openWorkspace } from '../../db/workspace.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { auditRules } from '../../main/domain/audit/rules.ts';
import { type Figure, median, ms, quantile, ratio, timed } from './measure.ts';

const LINES = 1_000_000;
const words =
  'connection timeout error deploy orders payment database migrate table index commit rollback session user request response cache queue worker thread started finished failed retry host port socket handshake certificate expired valid config loaded'.split(
    ' ',
  );

/** A search as it is typed over a million lines, and any substring, beside `grep -F` over the same bytes. */
export async function benchOutputSearch(): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-bench-search-'));
  try {
    const text = printed();
    await store(folder, text);
    const plain = path.join(folder, 'plain.txt');
    writeFileSync(plain, text);
    const searching = new OutputSearching(folder, () => Date.now() + 60_000);
    const building = await timed(() => {
      for (let left = 1; left > 0; ) left = searching.step(1024 * 1024).pendingBytes;
    });
    const size = statSync(path.join(folder, FILES.outputIndex)).size;
    const took = (query: string, how: 'words' | 'exact') => {
      const begun = performance.now();
      searching.search({ text: query, how, filter: {}, limit: 100 });
      return performance.now() - begun;
    };
    const typed = ['connection refused', 'certificate expired', 'rollback 7f3', 'payment time', 'worker-17 fail'];
    const prefixes = typed.flatMap((query) =>
      Array.from(query, (_, at) => query.slice(0, at + 1)).filter((one) => one.trim() !== ''),
    );
    const asTyped = Array.from({ length: 5 }, () => prefixes.map((query) => took(query, 'words'))).flat();
    const substrings = ['eedle-in-the', 'nection ti', 'ertificat', 'not here at all', '] pay', '=7f3'].flatMap(
      (query) => Array.from({ length: 5 }, () => took(query, 'exact')),
    );
    const grep = await timed(() => execFileSync('grep', ['-c', '-i', '-F', 'needle-in-the', plain]));
    searching.close();
    return [
      {
        name: 'search as it is typed over 1,000,000 lines',
        value: `${ms(median(asTyped))} median, ${ms(quantile(asTyped, 0.99))} p99 of ${asTyped.length}; any substring ${ms(median(substrings))} median, ${ms(Math.max(...substrings))} at most`,
        beside: `grep -i -F over the same ${Math.round(text.length / 1e6)} MB: ${ms(grep)}, ${ratio(grep, Math.max(...substrings))} the slowest; promised p99 < 10 ms and < 200 ms`,
      },
      {
        name: 'indexing 1,000,000 lines',
        value: `${Math.round(text.length / 1e6 / (building / 1000))} MB/s, ${Math.round((size / text.length) * 100)} % of the output`,
        beside: 'in the time the runs leave over',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function printed(): string {
  let seed = 1;
  // Numerical Recipes' generator, in whole numbers: the same text on every machine.
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const lines = Array.from({ length: LINES }, (_, at) => {
    const said = Array.from({ length: 4 + random(6) }, () => words[random(words.length)]).join(' ');
    return `22:${at % 60} [worker-${random(64)}] id=${random(2 ** 32).toString(16)} ${said}${at === 1000 ? ' needle-in-the-haystack' : ''}`;
  });
  return `${lines.join('\n')}\n`;
}

async function store(folder: string, text: string): Promise<void> {
  const workspace = openWorkspace(folder, auditRules(sha256));
  if (workspace.kind === 'refused') throw new Error(workspace.message);
  const writer = workspace.output.open({
    runId: 'run-20261121-1200-aaaa',
    stepId: 'flood',
    target: 'web-01',
    attempt: 1,
  });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 1024 * 1024) {
    const part = bytes.subarray(at, at + 1024 * 1024);
    writer.write({ stream: 'stdout', rawOffset: at, rawBytes: part.length, bytes: part, redactions: 0, at: 1 });
    await writer.sync();
  }
  await writer.close();
  await workspace.close();
}
