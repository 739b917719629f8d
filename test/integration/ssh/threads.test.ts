import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { BroadcastChannel } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createThreadedShell, type ThreadedShellOptions } from '../../../main/adapters/ssh/thread/threaded-shell.ts';
import type { Shell } from '../../../main/core/ports/shell.ts';
import { threadFile } from '../../../main/hosts/thread-file.ts';
import { type Sshd, startSshd } from '../../support/sshd.ts';
import { eventually, perform, silentLog } from '../../support/sshd-shell.ts';

const testThread = (name: string) =>
  pathToFileURL(path.join(import.meta.dirname, '..', '..', 'adapters', 'ssh', 'thread', name));

let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());

const opened: Shell[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((shell) => shell.close()));
});

function open(options: Partial<ThreadedShellOptions> = {}): Shell {
  const shell = createThreadedShell({
    threadFile: threadFile('shell-thread'),
    knownHosts: '/nonexistent/known_hosts',
    extraKnownHosts: [sshd.knownHosts],
    home: '/nonexistent',
    agentSocket: null,
    log: silentLog,
    ...options,
  });
  opened.push(shell);
  return shell;
}

/** A shell whose thread can be killed, and what its log said. */
function openMortal() {
  const home = `/nonexistent/${Math.random()}`;
  const said: string[] = [];
  const tell = (message: string) => void said.push(message);
  const shell = open({
    threadFile: testThread('mortal-thread.ts'),
    home,
    log: { info: tell, warn: tell, error: tell },
  });
  const kill = () => {
    const channel = new BroadcastChannel(`mortal ${home}`);
    channel.postMessage('die');
    channel.close();
  };
  return { shell, kill, said };
}

describe('connections in a thread of their own', () => {
  it('run scripts, detached and plain, with every byte of their output', async () => {
    const shell = open();
    for (const detach of [true, false]) {
      const script = 'i=0; while [ $i -lt 20000 ]; do echo "line $i of many"; i=$((i+1)); done; echo oops >&2; exit 3';
      const end = await perform(shell, sshd.target('t'), { script, detach }).finished;
      expect(end).toMatchObject({ outcome: 'failed', exitCode: 3, stderr: 'oops\n' });
      expect(end.stdout).toBe(Array.from({ length: 20000 }, (_, i) => `line ${i} of many\n`).join(''));
    }
  });

  it('say that a command was sent before they say anything of it', async () => {
    const end = await perform(open(), sshd.target('t'), 'echo hi').finished;
    expect(end.kinds).toEqual(['sent', 'finished']);
  });

  it('send no more than was granted', async () => {
    const run = perform(open(), sshd.target('t'), { script: 'head -c 300000 /dev/zero', detach: false, credit: 1000 });
    await eventually('the granted bytes', () => run.bytes('stdout').length === 1000);
    run.task.grant(500);
    await eventually('the further bytes', () => run.bytes('stdout').length === 1500);
    run.task.grant(1e9);
    expect((await run.finished).stdout.length).toBe(300_000);
  });

  it('cancel what runs', async () => {
    const run = perform(open(), sshd.target('t'), 'echo up; sleep 60');
    await run.until('output');
    run.task.cancel();
    expect(await run.finished).toMatchObject({ outcome: 'cancelled', signal: 'TERM' });
  });

  it('answer a survey, and end it when it is given up', async () => {
    const shell = open();
    const question = { folders: ['/tmp'], programs: ['sh', 'no-such-program'], withinMs: 10_000 };
    const survey = await shell.survey(sshd.target('t'), { ...question, signal: new AbortController().signal });
    expect(survey).toMatchObject({ kind: 'answered', missingPrograms: ['no-such-program'] });
    const given = new AbortController();
    given.abort();
    expect(await shell.survey(sshd.target('t'), { ...question, signal: given.signal })).toMatchObject({
      kind: 'failed',
      stage: 'time',
    });
  });

  it('remove what an attempt left on the target', async () => {
    const shell = open();
    const target = sshd.target('t');
    await perform(shell, target, { script: 'true', key: 'kept.t.1' }).finished;
    await shell.forget(target, 'kept.t.1');
    const left = await perform(shell, target, 'ls ~/.holdpoint/attempts').finished;
    expect(left.stdout).not.toContain('kept.t.1');
  });
});

describe('a thread with connections that dies', () => {
  it('loses contact with a detached script and finds it again, without a second start and without a lost byte', async () => {
    const { shell, kill, said } = openMortal();
    const script = 'echo "start $$"; i=0; while [ $i -lt 40 ]; do echo "line $i"; i=$((i+1)); sleep .05; done';
    const run = perform(shell, sshd.target('t'), script);
    await eventually('some lines', () => run.bytes('stdout').toString().includes('line 5'));
    kill();
    const end = await run.finished;
    expect(end.outcome).toBe('succeeded');
    expect(end.kinds).toEqual(['sent', 'lost-contact', 'regained-contact', 'finished']);
    const [first = '', ...lines] = end.stdout.trim().split('\n');
    expect(first).toMatch(/^start \d+$/);
    expect(lines).toEqual(Array.from({ length: 40 }, (_, i) => `line ${i}`));
    expect(said).toContain('A thread with connections died');
  });

  it('leaves unknown what became of a script that does not detach', async () => {
    const { shell, kill } = openMortal();
    const run = perform(shell, sshd.target('t'), { script: 'echo up; sleep 60', detach: false });
    await run.until('output');
    kill();
    expect(await run.finished).toMatchObject({ outcome: 'indeterminate' });
  });

  it('starts each of many once, whether it was sent or waited when the thread died', async () => {
    const { shell, kill } = openMortal();
    const target = sshd.target('t');
    const mark = `/tmp/hp-once-${process.pid}-${Math.random()}`;
    const runs = Array.from({ length: 40 }, (_, i) => perform(shell, target, `echo ${i} >> ${mark}`));
    await Promise.race(runs.map((run) => run.until('sent')));
    kill();
    const ends = await Promise.all(runs.map((run) => run.finished));
    const succeeded = ends.flatMap((end, i) => (end.outcome === 'succeeded' ? [`${i}\n`] : []));
    // What was sent and had not arrived may be answered so, and then stays so.
    const others = ends.filter((end) => end.outcome !== 'succeeded').map((end) => end.outcome);
    expect(others).toEqual(others.map(() => 'not-started'));
    const counted = await perform(shell, target, `sort -n ${mark}; rm ${mark}`).finished;
    expect(counted.stdout).toBe(succeeded.join(''));
    expect(succeeded.length).toBeGreaterThan(20);
  });

  it('does not take later work with it', async () => {
    const { shell, kill } = openMortal();
    await perform(shell, sshd.target('t'), 'true').finished;
    kill();
    for (let i = 0; i < 3; i++) {
      expect((await perform(shell, sshd.target('t'), 'echo hi').finished).stdout).toBe('hi\n');
    }
  });

  it('answers a survey from a fresh thread', async () => {
    const { shell, kill } = openMortal();
    await perform(shell, sshd.target('t'), 'true').finished;
    const signal = new AbortController().signal;
    const asking = shell.survey(sshd.target('t'), { folders: ['/tmp'], programs: [], withinMs: 10_000, signal });
    kill();
    expect((await asking).kind).toBe('answered');
  });
});

describe('where no thread starts', () => {
  it('connections live in the core’s own, and the log says so', async () => {
    const said: string[] = [];
    const log = { ...silentLog, warn: (message: string) => void said.push(message) };
    const shell = open({ threadFile: testThread('no-such-file.ts'), log });
    expect((await perform(shell, sshd.target('t'), 'echo hi').finished).stdout).toBe('hi\n');
    expect(said.join()).toContain("they live in the core's own");
    const signal = new AbortController().signal;
    const survey = await shell.survey(sshd.target('t'), { folders: [], programs: [], withinMs: 10_000, signal });
    expect(survey.kind).toBe('answered');
  });
});
