import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { Thread, type ThreadOptions } from '../../../main/adapters/threads/thread.ts';
import { deeds } from './deeds.ts';

const fileOf = (name: string) => pathToFileURL(path.join(import.meta.dirname, name));
const opened: Thread<typeof deeds>[] = [];
const told: unknown[] = [];
const tell = (_message: string, facts?: Readonly<Record<string, unknown>>) => void told.push(facts?.why);
const log = { info: tell, warn: tell, error: tell };

function open(options: Partial<ThreadOptions<typeof deeds>> = {}) {
  const usual = { file: fileOf('program.ts'), here: deeds, withinMs: 30_000, idleMs: 30_000, heapMb: 64, log };
  const thread = new Thread({ ...usual, ...options });
  opened.push(thread);
  return thread;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((thread) => thread.close()));
  told.splice(0);
});

describe('a thread', () => {
  it('answers from beside the core, whether its deed answers now or later', async () => {
    const thread = open();
    const answers = [thread.ask('where'), thread.ask('add', 2, 3), thread.ask('later', 'soon')];
    expect(await Promise.all(answers)).toEqual(['thread', 5, 'soon']);
  });

  it('sees nothing of the surroundings of the program', async () => {
    expect(await open().ask('surroundings')).toBe(0);
  });

  it('stays for the next question, and rests when none comes', async () => {
    const thread = open();
    const first = await thread.ask('which');
    expect(await thread.ask('which')).toBe(first);
    const brief = open({ idleMs: 0 });
    const once = await brief.ask('which');
    await expect.poll(() => brief.ask('which'), { timeout: 10_000 }).not.toBe(once);
  });

  it('passes on what a deed threw, and goes on', async () => {
    const thread = open();
    const first = await thread.ask('which');
    await expect(thread.ask('fail')).rejects.toThrow('as it was meant to');
    expect(await thread.ask('which')).toBe(first);
  });
});

describe('where no thread starts', () => {
  it.each(['there-is-none.js', 'dies-at-once.ts', 'cannot-be-read.ts'])('the work is done here: %s', async (name) => {
    const thread = open({ file: fileOf(name) });
    expect(await Promise.all([thread.ask('where'), thread.ask('add', 2, 3)])).toEqual(['here', 5]);
    expect(await thread.ask('where')).toBe('here');
    expect(told).toEqual(['not-started', 'not-started', 'not-started']);
  });

  it('says what the deed itself threw here', async () => {
    await expect(open({ file: fileOf('there-is-none.js') }).ask('fail')).rejects.toThrow('as it was meant to');
  });
});

describe('a thread that is lost', () => {
  it('in the middle of a question fails that one: what waited and what comes is answered by a new one', async () => {
    const thread = open();
    const first = await thread.ask('which');
    const dying = thread.ask('die');
    const waiting = thread.ask('which');
    await expect(dying).rejects.toMatchObject({ why: 'died' });
    expect(await waiting).toBeGreaterThan(first);
    expect(await thread.ask('where')).toBe('thread');
    expect(told).toEqual(['died']);
  });

  it('takes no more memory than it was given', async () => {
    const thread = open();
    await expect(thread.ask('hoard')).rejects.toMatchObject({ why: 'out-of-memory' });
    expect(await thread.ask('where')).toBe('thread');
  });

  it('is ended when it takes too long, and who waited behind it has its own time', async () => {
    const thread = open({ withinMs: 2000 });
    const [endless, another, last] = [thread.ask('forever'), thread.ask('forever'), thread.ask('where')];
    await expect(endless).rejects.toMatchObject({ why: 'late' });
    await expect(another).rejects.toMatchObject({ why: 'late' });
    expect(await last).toBe('thread');
  });

  it('by closing answers everything that was asked', async () => {
    const thread = open();
    const asked = [thread.ask('forever'), thread.ask('where')];
    const settled = Promise.allSettled(asked);
    await thread.close();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(thread.ask('where')).rejects.toMatchObject({ why: 'closed' });
    expect(told).toEqual([]);
  });
});

it('does not keep a program alive that asks nothing more', async () => {
  const program = `
    const { Thread } = await import(${JSON.stringify(pathToFileURL(path.resolve('main/adapters/threads/thread.ts')).href)});
    const here = { add: () => 0 };
    const options = { here, withinMs: 30_000, idleMs: 600_000, heapMb: 64, log: null };
    const thread = new Thread({ file: new URL(${JSON.stringify(fileOf('program.ts').href)}), ...options });
    process.stdout.write(String(await thread.ask('add', 2, 3)));`;
  const said = await new Promise((resolve) => {
    const words = ['--input-type=module', '-e', program];
    execFile(process.execPath, words, { timeout: 20_000 }, (error, out) => resolve([error, out]));
  });
  expect(said).toEqual([null, '5']);
});
