import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { IndexedBlock, OutputIndex } from './output-index.ts';
import { segmentNumbers } from './run-segments.ts';
import { SegmentReader } from './segment-reader.ts';

/** Completes an index from segments that are only read: nothing of them is cut. `folder` = `output/` of a workspace. */
export function takeInSegments(folder: string, index: OutputIndex, digest: (data: Uint8Array) => string): void {
  const runs = existsSync(folder) ? readdirSync(folder) : [];
  for (const runId of runs) {
    for (const segment of segmentNumbers(join(folder, runId))) {
      const found = blocksBehind(join(folder, runId, `${segment}.seg`), { runId, segment }, { index, digest });
      if (found.length > 0) index.add(found);
    }
  }
}

function blocksBehind(
  path: string,
  of: { readonly runId: string; readonly segment: number },
  { index, digest }: { readonly index: OutputIndex; readonly digest: (data: Uint8Array) => string },
): readonly IndexedBlock[] {
  const reader = new SegmentReader(path);
  try {
    const found: IndexedBlock[] = [];
    for (const { header, position, length } of reader.blocks(index.segmentEnd(of.runId, of.segment), digest)) {
      found.push({ ...header, ...of, position, length });
    }
    return found;
  } finally {
    reader.close();
  }
}
