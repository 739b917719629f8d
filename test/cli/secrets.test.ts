import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../contract/errors.ts';
import { holdpoint } from '../../main/hosts/cli/main.ts';
import { terminalQuestions } from '../../main/hosts/cli/terminal-questions.ts';
import { type Core, compose } from '../../main/hosts/compose.ts';
import { createInProcessServer } from '../../main/transport/in-process-client.ts';
import { quietTerminal } from './quiet-terminal.ts';

const PASSPHRASE = 'correct horse battery staple';

let workspace: string;
let core: Core;

beforeEach(async () => {
  workspace = mkdtempSync(path.join(tmpdir(), 'holdpoint-cli-secrets-'));
  const opened = await compose({ workspaceDir: workspace, mode: 'record', host: 'test' });
  if (opened.kind !== 'core') throw new Error(JSON.stringify(opened));
  core = opened;
});
afterEach(async () => {
  await core.close(0);
  rmSync(workspace, { recursive: true, force: true });
});

/** As if attached to the core of another process, with these answers typed. */
async function said(args: readonly string[], answers: readonly string[] | null = null, env: NodeJS.ProcessEnv = {}) {
  const terminal = quietTerminal(answers);
  const server = createInProcessServer({ dispatcher: core.dispatcher, caller: { via: 'api' }, log: core.log });
  const client = server.connect();
  const open = async () => ok({ client, isAttached: true, hold: async () => {}, close: async () => server.close() });
  const code = await holdpoint(['secrets', ...args, '--workspace', workspace], { terminal, env, open });
  return { code, out: terminal.stdout.join('\n'), err: terminal.stderr.join('\n') };
}

const create = () => said(['create', '--passphrase'], [PASSPHRASE, PASSPHRASE]);

describe('holdpoint secrets', () => {
  it('makes a vault, sets, rotates, confirms, lists and removes, and says no value', async () => {
    expect(await create()).toMatchObject({ code: 0 });
    expect(await said(['set', 'db_password'], ['value-of-the-db'])).toMatchObject({ code: 0 });
    expect(await said(['rotate', 'db_password', '--stdin'], ['another-value'])).toMatchObject({ code: 0 });
    const list = await said(['list']);
    expect(list.out).toContain('db_password');
    expect(list.out).toContain('confirm or revert');
    expect(await said(['confirm', 'db_password'])).toMatchObject({ code: 0 });
    const json = await said(['status', '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ condition: 'unlocked', entries: [{ name: 'db_password' }] });
    expect(await said(['remove', 'db_password'])).toMatchObject({ code: 0 });
    expect(list.out + list.err + json.out + readFileSync(path.join(workspace, 'vault.json'))).not.toMatch(
      /value-of|another-v/,
    );
  });

  it('refuses a value on the command line without repeating it, and an export with what to do instead', async () => {
    await create();
    const argv = await said(['set', 'db_password', 'hunter2hunter2']);
    expect(argv.code).toBe(2);
    expect(argv.err).toContain('--stdin');
    expect(argv.err).not.toContain('hunter2');
    expect((await said(['list'])).out).not.toContain('db_password');
    const exported = await said(['export', 'db_password']);
    expect(exported).toMatchObject({ code: 5, err: expect.stringContaining('rekey') });
  });

  it('asks for the passphrase three times at most, and takes it from the environment where nobody sits', async () => {
    await create();
    await said(['lock']);
    const wrong = await said(['unlock'], ['no', 'nor this', 'neither']);
    expect(wrong).toMatchObject({ code: 5, err: expect.stringContaining('wrong') });
    const alone = await said(['set', 'x', '--stdin'], null);
    expect(alone).toMatchObject({ code: 5, err: expect.stringContaining('HOLDPOINT_VAULT_PASSPHRASE') });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const given = await said(['unlock'], null, { HOLDPOINT_VAULT_PASSPHRASE: PASSPHRASE });
    expect(given.code).toBe(0);
  });

  it('wants the new passphrase twice the same, and never the keychain and a passphrase at once', async () => {
    expect(await said(['create', '--passphrase'], [PASSPHRASE, 'another'])).toMatchObject({ code: 2 });
    expect(await said(['create', '--passphrase', '--keychain'])).toMatchObject({ code: 2 });
    expect((await said(['status'])).out).toContain('no vault');
  });
});

describe('a question on the terminal', () => {
  const never = () => new AbortController().signal;
  const question = { kind: 'sudo', subject: 'deploy@db-01:22', instructions: '', attempt: 1 } as const;

  it('is asked with the words of the server marked as its words', async () => {
    const terminal = quietTerminal(['typed']);
    const ask = terminalQuestions(terminal);
    const instructions = 'Welcome\u001b[2J\nto the bastion';
    const prompts = [{ text: 'Password:\u0007', echo: false }];
    expect(await ask({ ...question, instructions, prompts, attempt: 2 }, never())).toEqual(['typed']);
    const said = terminal.stderr.join('\n');
    expect(said).toContain('  | to the bastion');
    expect(said).toContain('was wrong');
    for (const control of ['\u001b', '\u0007']) expect(said).not.toContain(control);
  });

  it('waits for the one before, and is not asked when it is over by then', async () => {
    const terminal = quietTerminal(['one']);
    const ask = terminalQuestions(terminal);
    const over = new AbortController();
    const prompts = [{ text: 'Password:', echo: false }];
    const first = ask({ ...question, prompts }, never());
    const second = ask({ ...question, subject: 'other', prompts }, over.signal);
    over.abort();
    expect(await first).toEqual(['one']);
    expect(await second).toBeNull();
    expect(terminal.stderr.join()).not.toContain('other');
  });

  it('is offered for the hosts that ask the same account for the same, and for no other', async () => {
    const terminal = quietTerminal(['typed', 'y', 'another']);
    const ask = terminalQuestions(terminal);
    const prompts = [{ text: 'Password:', echo: false }];
    const of = (subject: string) => ask({ ...question, kind: 'sudo', subject, prompts }, never());
    const answers = await Promise.all([of('deploy@web-01:22'), of('deploy@web-02:22'), of('root@web-02:22')]);
    expect(answers).toEqual([['typed'], ['typed'], ['another']]);
    expect(terminal.stderr).toContain('The same answer for deploy@web-02:22? [y/N] ');
  });

  it('is asked for each host when the offer is not taken', async () => {
    const terminal = quietTerminal(['one', '', 'two']);
    const ask = terminalQuestions(terminal);
    const prompts = [{ text: 'Password:', echo: false }];
    const of = (subject: string) => ask({ ...question, kind: 'sudo', subject, prompts }, never());
    expect(await Promise.all([of('deploy@web-01:22'), of('deploy@web-02:22')])).toEqual([['one'], ['two']]);
  });
});
