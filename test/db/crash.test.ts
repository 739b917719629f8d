import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { verifyWorkspace } from '../../db/verify.ts';
import { appendNotes, openOrFail, RUN, rules, temporaryFolder } from './workspace-fixture.ts';

const script = join(import.meta.dirname, 'append-until-killed.ts');
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Acknowledged {
  readonly events: ReadonlyMap<number, string>;
  readonly output: { readonly bytes: number; readonly digest: string } | null;
  readonly failed: string | null;
}

/** Runs the appender; kills it `killAfterMs` after its first acknowledged event, or waits for its end when null. */
function appendElsewhere(command: readonly string[], killAfterMs: number | null): Promise<Acknowledged> {
  const child = spawn(command[0] ?? '', command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let said = '';
  let isKilling = false;
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString();
    if (isKilling || killAfterMs === null || !said.includes('event')) return;
    isKilling = true;
    setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  });
  return new Promise((resolve) => {
    child.on('close', () => resolve(parse(said)));
  });
}

function parse(said: string): Acknowledged {
  const events = new Map<number, string>();
  let output: Acknowledged['output'] = null;
  let failed: string | null = null;
  // The last line may be cut; it counts only with its newline.
  for (const line of said.split('\n').slice(0, -1)) {
    const [kind, first = '', second = ''] = line.split(' ');
    if (kind === 'event') events.set(Number(first), second);
    if (kind === 'output') output = { bytes: Number(first), digest: second };
    if (kind === 'failed') failed = `${first} ${second}`;
  }
  return { events, output, failed };
}

describe('after kill -9 at a random moment', () => {
  it('every acknowledged event and every byte reported durable is there, and the chain holds, 15 times over', {
    timeout: 60_000,
  }, async () => {
    const folder = temporaryFolder();
    const acknowledged = new Map<number, string>();
    for (let round = 0; round < 15; round += 1) {
      const { events, output } = await appendElsewhere([process.execPath, script, folder], Math.random() * 120);
      for (const [seq, hash] of events) acknowledged.set(seq, hash);
      expect(events.size).toBeGreaterThan(0);

      const workspace = openOrFail(folder);
      const stored = new Map(workspace.events.readJournal(RUN).map(({ seq, hash }) => [seq, hash]));
      const lost = [...acknowledged].filter(([seq, hash]) => stored.get(seq) !== hash);
      expect(lost).toEqual([]);
      if (output !== null) expectOutput(workspace, output);
      await workspace.close();
    }
    expect(await verifyWorkspace(folder, rules)).toMatchObject({ kind: 'verified', findings: [], firstBadSeq: null });
  });

  it('a flipped bit in the write-ahead log loses nothing: the recorder has it', async () => {
    const folder = temporaryFolder();
    const { events, output } = await appendElsewhere([process.execPath, script, folder], 60);
    const log = join(folder, 'holdpoint.sqlite3-wal');
    const bytes = readFileSync(log);
    const place = Math.floor(bytes.length / 3);
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    writeFileSync(log, bytes);

    const workspace = openOrFail(folder);
    expect(workspace.adopted).not.toBeNull();
    expect(workspace.conditions()).toMatchObject([{ kind: 'recorder-adopted' }]);
    const stored = new Map(workspace.events.readJournal(RUN).map(({ seq, hash }) => [seq, hash]));
    expect([...events].filter(([seq, hash]) => stored.get(seq) !== hash)).toEqual([]);
    if (output !== null) expectOutput(workspace, output);
    await workspace.close();
    expect(await verifyWorkspace(folder, rules)).toMatchObject({ kind: 'verified', findings: [] });
  });

  function expectOutput(workspace: ReturnType<typeof openOrFail>, output: { bytes: number; digest: string }): void {
    const ref = { runId: RUN, stepId: 'drain', target: 'web-01', attempt: 1 };
    const { bytes, totalBytes } = workspace.output.read(ref, 'stdout', 0, output.bytes);
    expect(totalBytes).toBeGreaterThanOrEqual(output.bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(output.digest);
  }
});

describe('when a file may not grow any more', () => {
  it.each([200, 333, 480])('refuses cleanly at %d blocks and keeps what was acknowledged', async (blocks) => {
    const folder = temporaryFolder();
    const seed = openOrFail(folder);
    appendNotes(seed, 1);
    await seed.close();
    const limited = `ulimit -f ${blocks}; exec "$0" "$@"`;
    const { events, failed } = await appendElsewhere(['sh', '-c', limited, process.execPath, script, folder], null);
    expect(failed).toBe(`refused ${2 + events.size}`);

    const workspace = openOrFail(folder);
    expect(workspace.adopted).toBeNull();
    expect(workspace.events.head().seq).toBe(1 + events.size);
    const lines = readFileSync(join(folder, 'flight-recorder.ndjson'), 'utf8').split('\n');
    expect(lines).toHaveLength(events.size + 2);
    appendNotes(workspace, 1);
    await workspace.close();
    expect(await verifyWorkspace(folder, rules)).toMatchObject({ kind: 'verified', firstBadSeq: null });
  });

  it('still opens and reads a workspace when nothing at all can be written', async () => {
    const folder = temporaryFolder();
    const seed = openOrFail(folder);
    appendNotes(seed, 3);
    await seed.close();
    const openOnce = join(import.meta.dirname, 'open-once.ts');
    const child = spawn('sh', ['-c', 'ulimit -f 0; exec "$0" "$@"', process.execPath, openOnce, folder]);
    children.push(child);
    let said = '';
    child.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    await new Promise((resolve) => child.on('close', resolve));
    expect(said).toBe('opened 3\n');
  });
});
