import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { FileRecordingStore } from '../../db/recording-store.ts';
import { secretForms } from '../../main/core/capture/secret-forms.ts';
import type { TerminalMessage, TerminalRequest } from '../../main/core/ports/terminals.ts';
import { Recorder } from '../../main/core/terminal/recorder.ts';
import { TerminalDesk } from '../../main/core/terminal/terminal-desk.ts';
import { manualClock } from '../support/manual-clock.ts';
import { anna, type Disk, engineActor, newDisk, openWorld } from '../support/run-world.ts';
import { deployStep, runbookOf } from './runbooks.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hp-terminals-'));
});

interface Opened {
  readonly request: TerminalRequest;
  readonly typed: string[];
  granted: number;
  say(message: TerminalMessage): void;
}

async function desk(disk: Disk = newDisk(), mode: 'live' | 'rehearsal' = 'live') {
  const world = openWorld(runbookOf(deployStep()), disk);
  await world.core.drive('all');
  const opened: Opened[] = [];
  const terminals = new TerminalDesk({
    desk: world.core,
    journal: world.core.journal,
    recordings: new FileRecordingStore(folder),
    clock: world.clock,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    ...{ coreId: 'core-1', engine: engineActor, idleMs: 600_000 },
    shell: {
      openTerminal: (request, say) => {
        const one: Opened = { request, typed: [], granted: 0, say };
        opened.push(one);
        return {
          write: (bytes) => one.typed.push(new TextDecoder().decode(bytes)),
          resize: () => {},
          grant: (bytes) => {
            one.granted += bytes;
          },
          close: () => say({ kind: 'closed', exitCode: null, reason: 'It was closed here.' }),
        };
      },
    },
  });
  const runId = [...world.core.runIds()][0] ?? (await world.create({ mode, secrets: {} }));
  const open = () =>
    terminals.open({ runId, target: target('web-01'), reason: 'to look', columns: 80, rows: 24 }, anna);
  return { ...world, terminals, opened, runId, open };
}

const target = (name: string) => name as Parameters<TerminalDesk['open']>[0]['target'];
const bytes = (text: string) => new TextEncoder().encode(text);
const lines = (sha256: string) => readFileSync(join(folder, sha256), 'utf8').trim().split('\n');

describe('a terminal', () => {
  it('is in the log before anything is dialled, and its end and recording after', async () => {
    const { open, opened, log, runId, terminals } = await desk();
    expect(await open()).toMatchObject({ ok: true });
    expect(log(runId, 'terminal.opened')[0]).toMatchObject({ actor: { person: 'Anna' }, data: { reason: 'to look' } });
    opened[0]?.say({ kind: 'opened', hostKey: 'SHA256:x' });
    opened[0]?.say({ kind: 'output', bytes: bytes('$ ls\r\n') });
    opened[0]?.say({ kind: 'closed', exitCode: 0, reason: 'The shell ended.' });
    await expect.poll(() => log(runId, 'terminal.closed')).toHaveLength(1);
    const list = terminals.list(runId);
    const recording = list.ok ? list.value[0]?.closed?.recording : null;
    expect(recording).toMatchObject({ complete: true, gap: null });
    const [head = '', ...events] = lines(recording?.sha256 ?? '');
    expect(JSON.parse(head)).toMatchObject({ version: 2, width: 80, height: 24 });
    expect(events.map((line) => JSON.parse(line).slice(1))).toEqual([['o', '$ ls\r\n']]);
  });

  it('is refused in a rehearsal, on an HTTP service, and beyond what may be open', async () => {
    const rehearsal = await desk(newDisk(), 'rehearsal');
    expect(await rehearsal.open()).toMatchObject({ problem: { message: expect.stringContaining('touches no host') } });
    const { terminals, runId, open } = await desk();
    const asked = { runId, reason: 'x', columns: 80, rows: 24 };
    const onApi = await terminals.open({ ...asked, target: target('api') }, anna);
    expect(onApi).toMatchObject({ problem: { message: expect.stringContaining('HTTP service') } });
    for (let count = 0; count < 16; count += 1) expect((await open()).ok).toBe(true);
    expect(await open()).toMatchObject({ ok: false, problem: { code: 'refused' } });
  });

  it('lets a page fall behind only so far', async () => {
    const { open, opened, terminals } = await desk();
    const answer = await open();
    const session = terminals.session(answer.ok ? answer.value.terminalId : '');
    session?.look(() => {});
    const before = opened[0]?.granted ?? 0;
    opened[0]?.say({ kind: 'output', bytes: new Uint8Array(before) });
    expect(opened[0]?.granted).toBe(before);
    session?.seen(1000);
    expect(opened[0]?.granted).toBe(before + 1000);
  });

  it('is closed when nobody types, after a warning, unless somebody stays', async () => {
    const { open, terminals, clock, log, runId } = await desk();
    const answer = await open();
    const session = terminals.session(answer.ok ? answer.value.terminalId : '');
    await clock.advance(490_000);
    expect(session?.view.closesAt).not.toBeNull();
    session?.stay();
    expect(session?.view.closesAt).toBeNull();
    await clock.advance(601_000);
    await expect.poll(() => log(runId, 'terminal.closed')).toHaveLength(1);
    expect(log(runId, 'terminal.closed')[0]?.data).toMatchObject({ reason: 'Nobody typed for 10 min: it was closed.' });
  });

  it('of a core that died keeps what was durable, and the log says that it is not all', async () => {
    const disk = newDisk();
    const first = await desk(disk);
    await first.open();
    first.opened[0]?.say({ kind: 'output', bytes: bytes('before the end') });
    expect(readdirSync(folder).filter((name) => name.startsWith('.recording-'))).toHaveLength(1);
    const second = await desk(disk);
    await second.terminals.recover();
    const list = second.terminals.list(second.runId);
    const closed = list.ok ? list.value[0]?.closed : null;
    expect(closed).toMatchObject({
      recording: { complete: false },
      reason: expect.stringContaining('Holdpoint ended'),
    });
    expect(lines(closed?.recording?.sha256 ?? '').join()).toContain('before the end');
    expect(readdirSync(folder).filter((name) => name.startsWith('.recording-'))).toEqual([]);
  });
});

describe('a recording', () => {
  const secret = 'correct-horse-battery';

  it('holds no secret of the run, wherever the pieces are cut', () => {
    const store = new FileRecordingStore(folder);
    const parts = {
      store,
      clock: manualClock(),
      forms: () => secretForms([secret]),
      title: 't',
      columns: 80,
      rows: 24,
    };
    const recorder = new Recorder({ ...parts, id: 'r1' });
    for (const letter of `password: ${secret} done\r\n`) recorder.output(bytes(letter));
    const kept = recorder.end();
    const text = lines(kept?.sha256 ?? '').join('\n');
    expect(text).not.toContain(secret);
    const shown = lines(kept?.sha256 ?? '')
      .slice(1)
      .map((line) => JSON.parse(line)[2])
      .join('');
    expect(shown).toBe('password: [redacted] done\r\n');
  });

  it('ends at its cap, and says so in itself', () => {
    const store = new FileRecordingStore(folder);
    const parts = { store, clock: manualClock(), forms: () => secretForms([]), title: 't', columns: 80, rows: 24 };
    const recorder = new Recorder({ ...parts, id: 'r2', mostBytes: 500 });
    for (let count = 0; count < 100; count += 1) recorder.output(bytes('0123456789'));
    expect(recorder.gap).toContain('after its first 500 bytes');
    expect(lines(recorder.end()?.sha256 ?? '').at(-1)).toContain('The recording ends here');
  });

  it('has a name of its own when terminals of two runs are opened at once', async () => {
    const { terminals, runId, create, open, core } = await desk();
    const other = await create({ mode: 'live', secrets: {} });
    const openOther = () =>
      terminals.open({ runId: other, target: target('web-01'), reason: 'to look', columns: 80, rows: 24 }, anna);
    const opened = [...(await Promise.all([open(), openOther()])), await openOther(), await open()];
    const names = opened.map((one) => (one.ok ? one.value.terminalId : one.problem.message));
    expect(new Set(names).size).toBe(4);
    expect(core.state(runId)?.terminals).toHaveLength(2);
    expect(core.state(other)?.terminals).toHaveLength(2);
  });
});
