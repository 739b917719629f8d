import { createHash, type Hash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type LeftOut, outputStreams } from '../contract/events.ts';
import { attemptName, type Claims } from './claims.ts';
import { FILES } from './files.ts';
import { headerLine } from './output-block.ts';
import type { IndexedBlock, OutputIndex } from './output-index.ts';
import { segmentNumbers } from './run-segments.ts';
import { SegmentReader } from './segment-reader.ts';
import { leftOutOf } from './stream-state.ts';
import type { VerifyFinding } from './verify-findings.ts';

interface StreamSum {
  readonly hash: Hash;
  rawBytes: number;
  storedBytes: number;
  redactions: number;
  readonly leftOut: LeftOut[];
}

/** Every byte of every segment against the index, and every finished attempt's streams against its event. */
export class OutputVerification {
  readonly findings: VerifyFinding[] = [];
  readonly #folder: string;
  readonly #index: OutputIndex;
  readonly #claims: Claims;
  /** By attempt and stream; one finding for each that is bad is enough. */
  readonly #sums = new Map<string, StreamSum>();
  readonly #bad = new Set<string>();

  constructor(folder: string, index: OutputIndex, claims: Claims) {
    this.#folder = join(folder, FILES.output);
    this.#index = index;
    this.#claims = claims;
  }

  run(): readonly VerifyFinding[] {
    const present = existsSync(this.#folder) ? readdirSync(this.#folder) : [];
    for (const runId of new Set([...this.#index.runs(), ...present])) this.#verifyRun(runId);
    for (const attempt of this.#claims.finished.keys()) this.#verifyClaim(attempt);
    return this.findings.sort((a, b) => (a.seq ?? Number.MAX_SAFE_INTEGER) - (b.seq ?? Number.MAX_SAFE_INTEGER));
  }

  #verifyRun(runId: string): void {
    const numbers = new Set(segmentNumbers(join(this.#folder, runId)));
    for (let segment = 1; segment <= this.#index.lastSegment(runId); segment += 1) numbers.add(segment);
    for (const segment of [...numbers].sort((a, b) => a - b)) this.#verifySegment(runId, segment);
  }

  #verifySegment(runId: string, segment: number): void {
    const file = `${FILES.output}/${runId}/${segment}.seg`;
    const blocks = this.#index.segmentBlocks(runId, segment);
    const path = join(this.#folder, runId, `${segment}.seg`);
    if (!existsSync(path)) {
      for (const block of blocks) this.#blame(block, file, 'is gone with its segment');
      return;
    }
    const reader = new SegmentReader(path);
    let end = 0;
    try {
      for (const block of blocks) {
        this.#verifyBlock(reader, block, file);
        if (block.position !== end) this.#blame(block, file, 'does not follow the block before it');
        end = block.position + block.length;
      }
      if (reader.size > end) this.#noteTail(runId, file, reader.size - end);
    } finally {
      reader.close();
    }
  }

  #verifyBlock(reader: SegmentReader, block: IndexedBlock, file: string): void {
    const header = Buffer.from(headerLine(block));
    const stored = reader.read(block.position, block.length);
    const bytes = stored.subarray(header.length, header.length + block.storedBytes);
    const isFramed =
      stored.length === header.length + block.storedBytes + 1 &&
      stored.subarray(0, header.length).equals(header) &&
      stored.at(-1) === 0x0a;
    if (!isFramed) this.#blame(block, file, 'is not what the index says it is');
    else if (sha256(bytes) !== block.sha256) this.#blame(block, file, 'has changed since it was captured');
    this.#add(block, bytes);
  }

  #add(block: IndexedBlock, bytes: Uint8Array): void {
    const name = `${attemptName(block)} ${block.stream}`;
    const sum = this.#sums.get(name) ?? { ...noBytes(), leftOut: [] };
    if (block.leftOut !== undefined) sum.leftOut.push(leftOutOf(block));
    sum.hash.update(bytes);
    sum.rawBytes += block.rawBytes;
    sum.storedBytes += bytes.length;
    sum.redactions += block.redactions;
    this.#sums.set(name, sum);
  }

  #verifyClaim(attempt: string): void {
    const claim = this.#claims.finished.get(attempt);
    if (claim === undefined) return;
    for (const stream of outputStreams) {
      const said = claim.streams[stream];
      const name = `${attempt} ${stream}`;
      const sum = this.#sums.get(name);
      if (this.#bad.has(name) || (said === undefined && sum === undefined)) continue;
      const isRight =
        (said?.storedBytes ?? 0) === (sum?.storedBytes ?? 0) &&
        (said?.rawBytes ?? 0) === (sum?.rawBytes ?? 0) &&
        (said?.redactions ?? 0) === (sum?.redactions ?? 0) &&
        JSON.stringify(said?.leftOut ?? []) === JSON.stringify(sum?.leftOut ?? []) &&
        (said === undefined || said.storedDigest === (sum?.hash ?? createHash('sha256')).digest('hex'));
      if (isRight) continue;
      const message = `The stored ${stream} of ${attempt} is not the one event ${claim.seq} recorded.`;
      const { seq, journalId } = claim;
      this.findings.push({ severity: 'fault', where: 'output', seq, journalId, file: FILES.output, message });
    }
  }

  #blame(block: IndexedBlock, file: string, what: string): void {
    const attempt = attemptName(block);
    const name = `${attempt} ${block.stream}`;
    if (this.#bad.has(name)) return;
    this.#bad.add(name);
    const event = this.#claims.finished.get(attempt) ?? this.#claims.started.get(attempt);
    const place = `from byte ${block.storedOffset} on`;
    const message = `The stored ${block.stream} of ${attempt} ${place} ${what}.`;
    const affected = { seq: event?.seq ?? null, journalId: event?.journalId ?? block.runId };
    this.findings.push({ severity: 'fault', where: 'output', ...affected, file, message });
  }

  #noteTail(runId: string, file: string, bytes: number): void {
    const message = `${bytes} bytes behind the index were never reported durable; the next start settles them.`;
    this.findings.push({ severity: 'note', where: 'output', seq: null, journalId: runId, file, message });
  }
}

function noBytes() {
  return { hash: createHash('sha256'), rawBytes: 0, storedBytes: 0, redactions: 0 };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
