import { EventEmitter } from 'node:events';
import type { MessagePortMain, UtilityProcess } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CoreProcess } from '../../main/desktop/core-process.ts';
import { type Death, readCoreWords, readLaunchWords, writeCoreWords } from '../../main/desktop/launch-words.ts';

class FakeCore extends EventEmitter {
  readonly got: { readonly message: unknown; readonly ports: readonly unknown[] }[] = [];
  isKilled = false;
  postMessage(message: unknown, ports: readonly unknown[] = []) {
    this.got.push({ message, ports });
  }
  kill() {
    this.isKilled = true;
    this.emit('exit', 1);
    return true;
  }
}

interface FakePort {
  readonly name: string;
  isClosed: boolean;
  close(): void;
}
function port(name: string): FakePort & MessagePortMain {
  const fake = {
    name,
    isClosed: false,
    close: () => {
      fake.isClosed = true;
    },
  };
  return fake as FakePort & MessagePortMain;
}

describe('the core’s process', () => {
  let cores: FakeCore[];
  let deaths: (Death | null)[];
  let heard: string[];
  let core: CoreProcess;

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
    [cores, deaths, heard] = [[], [], []];
    core = new CoreProcess({
      fork: (death) => {
        const fake = new FakeCore();
        cores.push(fake);
        deaths.push(death);
        return fake as unknown as UtilityProcess;
      },
      onUnusable: (message) => heard.push(`unusable: ${message}`),
      onLost: () => heard.push('lost'),
      onRestart: (code) => heard.push(`restart after ${code}`),
    });
    core.start();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const ready = (index: number, coreId: string | null = `core-${index}`) =>
    cores[index]?.emit('message', { kind: 'ready', coreId });
  const served = (index: number) =>
    cores[index]?.got.map(({ message, ports }) => [message, ports.map((one) => Reflect.get(Object(one), 'name'))]);

  it('gets the ports that were asked for while it started, each holder’s last one', () => {
    const [first, second, main] = [port('first'), port('second'), port('main')];
    core.serve('window', first);
    core.serve('main', main);
    core.serve('window', second);
    expect(served(0)).toEqual([]);
    ready(0);
    expect(served(0)).toEqual([
      [{ kind: 'serve', holder: 'window' }, ['second']],
      [{ kind: 'serve', holder: 'main' }, ['main']],
    ]);
    expect([first.isClosed, second.isClosed]).toEqual([true, false]);
  });

  it('that dies is started again, told whose place it takes and when that died', () => {
    ready(0);
    vi.advanceTimersByTime(60_000);
    cores[0]?.emit('exit', 139);
    expect(deaths).toEqual([null, { coreId: 'core-0', diedAt: 1_060_000 }]);
    expect(heard).toEqual(['lost', 'restart after 139']);
    core.serve('window', port('again'));
    ready(1);
    expect(served(1)).toEqual([[{ kind: 'serve', holder: 'window' }, ['again']]]);
  });

  it('that dies again within ten seconds is started without a claim to go on', () => {
    ready(0);
    vi.advanceTimersByTime(60_000);
    cores[0]?.emit('exit', 1);
    ready(1);
    vi.advanceTimersByTime(9_000);
    cores[1]?.emit('exit', 1);
    ready(2);
    vi.advanceTimersByTime(60_000);
    cores[2]?.emit('exit', 1);
    expect(deaths.map((death) => death?.coreId ?? null)).toEqual([null, 'core-0', null, 'core-2']);
  });

  it('that never gets ready is given up after five tries, with a sentence', () => {
    for (let index = 0; index < 6; index += 1) cores[index]?.emit('exit', 7);
    expect(cores).toHaveLength(6);
    expect(heard.at(-1)).toMatch(/^unusable: The core ended 6 times right after its start \(last exit code 7\)/);
  });

  it('that cannot use its workspace is ended and not tried again', () => {
    cores[0]?.emit('message', { kind: 'unusable', message: 'damaged' });
    expect([cores[0]?.isKilled, cores.length, heard.includes('unusable: damaged')]).toEqual([true, 1, true]);
  });

  it('that lets go of another process’s core is started anew, without a word about a crash', () => {
    ready(0, null);
    cores[0]?.emit('exit', 0);
    expect([deaths, heard]).toEqual([[null, null], ['lost']]);
  });

  it('is asked to stop and awaited, and ended when it does not listen', async () => {
    ready(0);
    let isStopped = false;
    void core.stop().then(() => {
      isStopped = true;
    });
    expect(served(0)).toEqual([[{ kind: 'stop' }, []]]);
    await vi.advanceTimersByTimeAsync(19_000);
    expect(isStopped).toBe(false);
    await vi.advanceTimersByTimeAsync(2_000);
    expect([isStopped, cores[0]?.isKilled, cores.length]).toEqual([true, true, 1]);
  });

  it('is not moved by words it does not know', () => {
    for (const word of [
      null,
      'ready',
      {},
      { kind: 'ready' },
      { kind: 'ready', coreId: 7 },
      { kind: 'unusable' },
      { kind: 'stopped' },
    ])
      cores[0]?.emit('message', word);
    core.serve('window', port('waiting'));
    expect([served(0), heard]).toEqual([[], []]);
  });
});

describe('the words on the command line', () => {
  const app = ['/usr/bin/electron', '/app'];
  it.each([
    [[], { kind: 'desk', workspace: undefined }],
    [['--workspace', '/w'], { kind: 'desk', workspace: '/w' }],
    [['--workspace=/w x'], { kind: 'desk', workspace: '/w x' }],
    [['--enable-x', '--workspace', '/w'], { kind: 'desk', workspace: '/w' }],
    [['--workspace'], { kind: 'desk', workspace: undefined }],
    [['--cli'], { kind: 'cli', words: [] }],
    [['--cli', 'run', 'x.yaml', '--json'], { kind: 'cli', words: ['run', 'x.yaml', '--json'] }],
    [['-e', 'process.exit(0)', '/a', '/b'], { kind: 'not-node' }],
    [['x.yaml', '--cli', 'run'], { kind: 'desk', workspace: undefined }],
  ])('%j means %j', (words, launch) => {
    expect(readLaunchWords([...app, ...words], false)).toEqual(launch);
    expect(readLaunchWords(['/opt/Holdpoint/holdpoint', ...words], true)).toEqual(launch);
  });

  it.each<Death | null>([null, { coreId: 'core-abc', diedAt: 1_795_260_581_309 }])(
    'carry %j to the core whole',
    (death) => {
      const words = { workspace: '/some where/--restarted', death };
      expect(readCoreWords(['/usr/bin/electron', ...writeCoreWords(words)])).toEqual(words);
    },
  );

  it('that make no sense claim no restart', () => {
    for (const end of [[], ['core-abc'], ['core-abc', 'soon'], ['core-abc', '']])
      expect(readCoreWords(['--workspace', '/w', '--restarted', ...end]).death?.diedAt ?? null).not.toBeNaN();
    expect(readCoreWords(['--workspace', '/w', '--restarted', 'core-abc', 'soon']).death).toBeNull();
  });
});
