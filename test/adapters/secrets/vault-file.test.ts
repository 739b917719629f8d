import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failed, ok } from '../../../contract/errors.ts';
import type { Keychain } from '../../../main/adapters/secrets/keychain.ts';
import { systemKeychain } from '../../../main/adapters/secrets/keychain.ts';
import { openVaultFile } from '../../../main/adapters/secrets/vault-file.ts';
import type { VaultBox } from '../../../main/core/ports/vault.ts';

const PASSPHRASE = 'correct horse battery staple';
const SECRET = 'tr0ub4dor&3-of-the-database';
const anna = { by: 'Anna', at: 1_000 };

/** A keychain that keeps what it is given, as those of real machines do. */
function memoryKeychain(): Keychain & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    trouble: async () => null,
    put: async (account, secret) => {
      kept.set(account, secret);
      return ok(null);
    },
    get: async (account) => ok(kept.get(account) ?? null),
    remove: async (account) => void kept.delete(account),
  };
}

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-vault-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
beforeEach(() => {
  count += 1;
  file = path.join(folder, `vault-${count}.json`);
});

async function made(keychain: Keychain = memoryKeychain()): Promise<VaultBox> {
  const box = openVaultFile(file, keychain);
  expect(await box.create({ kind: 'passphrase', passphrase: PASSPHRASE }, 1_000)).toEqual({ ok: true, value: null });
  expect(await box.change({ what: 'set', kind: 'secret', name: 'db', values: [SECRET] }, anna)).toMatchObject({
    ok: true,
  });
  return box;
}

describe('the file of a vault', () => {
  it('is readable by its owner only, names its secrets, and holds neither value, passphrase nor length', async () => {
    const box = await made();
    await box.change({ what: 'set', kind: 'secret', name: 'short', values: ['abcd'] }, anna);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(Buffer.from(SECRET).toString('base64').slice(0, 20));
    expect(text).not.toContain(PASSPHRASE);
    const lengths = JSON.parse(text).entries.map((entry: { value: { data: string } }) => entry.value.data.length);
    expect(new Set(lengths).size).toBe(1);
    expect(readdirSync(folder).filter((name) => name.includes('.new'))).toEqual([]);
  });

  it('opens with its passphrase in another process, in whichever Unicode form it is typed', async () => {
    const box = openVaultFile(file, memoryKeychain());
    await box.create({ kind: 'passphrase', passphrase: 'Äpfel und Birnen' }, 1_000);
    await box.change({ what: 'set', kind: 'secret', name: 'db', values: [SECRET] }, anna);
    const other = openVaultFile(file, memoryKeychain());
    expect(other.look().condition).toBe('locked');
    expect(other.look().entries.map(({ name }) => name)).toEqual(['db']);
    expect(other.open('db')).toBeNull();
    expect(await other.unlock('Äpfel und Birnen'.normalize('NFD'))).toMatchObject({ ok: true });
    expect(other.open('db')).toEqual({ values: [SECRET], previous: null });
  });

  it('stays shut at a wrong passphrase, which costs what the right one does', async () => {
    (await made()).lock();
    const box = openVaultFile(file, memoryKeychain());
    // Processor time: what else the machine does falls on neither.
    const timed = async (passphrase: string) => {
      const before = process.cpuUsage();
      const answer = await box.unlock(passphrase);
      const { user, system } = process.cpuUsage(before);
      return { answer, cost: user + system };
    };
    const right = await timed(PASSPHRASE);
    box.lock();
    const wrong = await timed('correct horse battery stapler');
    expect(wrong.answer).toMatchObject({
      problem: { code: 'unauthorized', message: expect.stringContaining('wrong') },
    });
    expect(box.look().condition).toBe('locked');
    expect(wrong.cost).toBeGreaterThan(right.cost / 4);
    expect(JSON.stringify(wrong.answer)).not.toContain('stapler');
  });

  it('is empty of keys when it is locked', async () => {
    const box = await made();
    box.lock();
    expect(box.open('db')).toBeNull();
    expect(await box.change({ what: 'removed', name: 'db' }, anna)).toMatchObject({ problem: { code: 'refused' } });
  });

  const spoil: readonly (readonly [string, (text: string) => string])[] = [
    ['cut in the middle', (text) => text.slice(0, text.length / 2)],
    ['with a name changed', (text) => text.replaceAll('"db"', '"dc"')],
    [
      'with a byte of a value changed',
      (text) =>
        text.replace(/("data": ")(.)/, (_all, head: string, byte: string) => `${head}${byte === 'A' ? 'B' : 'A'}`),
    ],
    ['that is no JSON', () => 'not a vault'],
    ['of nothing', () => ''],
    ['of a newer version', (text) => text.replace('"version": 1', '"version": 2')],
  ];
  it.each(spoil)('%s is said to be damaged and is left byte by byte as it is', async (_what, change) => {
    (await made()).lock();
    const spoilt = change(readFileSync(file, 'utf8'));
    writeFileSync(file, spoilt);
    const box = openVaultFile(file, memoryKeychain());
    expect(box.look()).toMatchObject({ condition: 'damaged', trouble: expect.stringContaining('backup') });
    const answers = [
      await box.unlock(PASSPHRASE),
      await box.create({ kind: 'passphrase', passphrase: PASSPHRASE }, 1),
      await box.change({ what: 'set', kind: 'secret', name: 'x', values: ['long enough'] }, anna),
      await box.rekey({ kind: 'passphrase', passphrase: PASSPHRASE }),
    ];
    expect(answers.map((answer) => answer.ok)).toEqual([false, false, false, false]);
    expect(readFileSync(file, 'utf8')).toBe(spoilt);
  });

  it('changed by somebody who knows the format but not the passphrase does not open', async () => {
    (await made()).lock();
    const { readVault, writeVault } = await import('../../../main/adapters/secrets/vault-format.ts');
    const read = readVault(readFileSync(file));
    if (read.kind !== 'vault') throw new Error('unreadable');
    const [entry] = read.file.entries;
    if (entry === undefined) throw new Error('empty');
    const { seal, checksum: _checksum, ...body } = read.file;
    writeFileSync(file, writeVault({ ...body, entries: [{ ...entry, createdBy: 'Mallory' }] }, seal));
    const box = openVaultFile(file, memoryKeychain());
    expect(box.look().condition).toBe('locked');
    expect(await box.unlock(PASSPHRASE)).toMatchObject({ problem: { message: expect.stringContaining('changed') } });
    expect(box.look().condition).toBe('locked');
  });

  it('that is a link to another file is not followed', async () => {
    (await made()).lock();
    const link = `${file}.link`;
    symlinkSync(file, link);
    expect(openVaultFile(link, memoryKeychain()).look().condition).toBe('damaged');
  });

  it('changed by another process is taken over, and nobody loses a change', async () => {
    const one = await made();
    const two = openVaultFile(file, memoryKeychain());
    await two.unlock(PASSPHRASE);
    await two.change({ what: 'set', kind: 'secret', name: 'from-two', values: ['value of two'] }, anna);
    await one.change({ what: 'set', kind: 'secret', name: 'from-one', values: ['value of one'] }, anna);
    expect(two.look().entries.map(({ name }) => name)).toEqual(['db', 'from-one', 'from-two']);
    expect(two.open('from-one')?.values).toEqual(['value of one']);
  });

  it('given another key by another process locks here', async () => {
    const one = await made();
    const two = openVaultFile(file, memoryKeychain());
    await two.unlock(PASSPHRASE);
    await two.rekey({ kind: 'passphrase', passphrase: 'another passphrase altogether' });
    expect(one.look().condition).toBe('locked');
    expect(one.open('db')).toBeNull();
    expect(await one.unlock(PASSPHRASE)).toMatchObject({ ok: false });
    expect(await one.unlock('another passphrase altogether')).toMatchObject({ ok: true });
    expect(one.open('db')?.values).toEqual([SECRET]);
  });

  it('of which nothing could be written is as it was', async () => {
    const box = await made();
    const before = readFileSync(file, 'utf8');
    const gone = openVaultFile(path.join(folder, 'no-such-folder', 'vault.json'), memoryKeychain());
    expect(await gone.create({ kind: 'passphrase', passphrase: PASSPHRASE }, 1)).toMatchObject({ ok: false });
    expect(gone.look().condition).toBe('none');
    expect(await box.change({ what: 'removed', name: 'no-such' }, anna)).toMatchObject({
      problem: { code: 'not-found' },
    });
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('killed while it writes is the old one or the new one, never torn', async () => {
    (await made()).lock();
    const script = `
      const { openVaultFile } = await import(${JSON.stringify(path.resolve('main/adapters/secrets/vault-file.ts'))});
      const keychain = { trouble: async () => null, put: async () => null, get: async () => null, remove: async () => {} };
      const box = openVaultFile(${JSON.stringify(file)}, keychain);
      await box.unlock(${JSON.stringify(PASSPHRASE)});
      process.stdout.write('ready');
      for (let at = 0; ; at += 1) {
        await box.change({ what: 'rotated', name: 'db', values: ['value number ' + at] }, { by: 'x', at });
        await box.change({ what: 'confirmed', name: 'db' }, { by: 'x', at });
      }`;
    for (let round = 0; round < 6; round += 1) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await new Promise((resolve) => setTimeout(resolve, 3 + Math.random() * 30));
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      const box = openVaultFile(file, memoryKeychain());
      expect(box.look().condition).toBe('locked');
      expect(await box.unlock(PASSPHRASE)).toMatchObject({ ok: true });
      expect(box.open('db')?.values[0]).toMatch(/^(value number \d+|tr0ub4dor)/);
    }
  }, 60_000);
});

describe('a secret in the vault', () => {
  it('is never overwritten: it is rotated, and the value before is kept until somebody says which works', async () => {
    const box = await made();
    expect(await box.change({ what: 'set', kind: 'secret', name: 'db', values: ['other'] }, anna)).toMatchObject({
      problem: { code: 'conflict', message: expect.stringContaining('Rotate') },
    });
    await box.change({ what: 'rotated', name: 'db', values: ['the new value'] }, { by: 'Ben', at: 2_000 });
    expect(box.open('db')).toEqual({ values: ['the new value'], previous: [SECRET] });
    const again = await box.change({ what: 'rotated', name: 'db', values: ['a third'] }, anna);
    expect(again).toMatchObject({ problem: { code: 'refused' } });
    await box.change({ what: 'reverted', name: 'db' }, anna);
    expect(box.open('db')).toEqual({ values: [SECRET], previous: null });
    await box.change({ what: 'rotated', name: 'db', values: ['the new value'] }, { by: 'Ben', at: 3_000 });
    await box.change({ what: 'confirmed', name: 'db' }, anna);
    expect(box.open('db')).toEqual({ values: ['the new value'], previous: null });
    const [entry] = box.look().entries;
    expect(entry).toMatchObject({ createdBy: 'Anna', rotatedBy: 'Ben', rotatedAt: 3_000 });
    expect(entry?.history.map(({ what }) => what)).toEqual(['set', 'rotated', 'reverted', 'rotated', 'confirmed']);
  });

  it('may be anything: many lines, every character, as long as a key with its chain', async () => {
    const box = await made();
    const values = ['-----BEGIN KEY-----\nabc\r\n\t"\\\'` $(x) ${{ y }} ü 🂡\n-----END KEY-----\n', 'x'.repeat(60_000)];
    for (const [index, value] of values.entries()) {
      await box.change({ what: 'set', kind: 'secret', name: `odd${index}`, values: [value] }, anna);
      expect(box.open(`odd${index}`)?.values).toEqual([value]);
    }
  });
});

describe('a vault whose key the keychain holds', () => {
  it('opens without a passphrase where that keychain is, and nowhere else', async () => {
    const keychain = memoryKeychain();
    const box = openVaultFile(file, keychain);
    expect(await box.create({ kind: 'keychain' }, 1_000)).toMatchObject({ ok: true });
    await box.change({ what: 'set', kind: 'secret', name: 'db', values: [SECRET] }, anna);
    const other = openVaultFile(file, keychain);
    expect(await other.unlock(null)).toMatchObject({ ok: true });
    expect(other.open('db')?.values).toEqual([SECRET]);
    const elsewhere = openVaultFile(file, memoryKeychain());
    expect(await elsewhere.unlock(null)).toMatchObject({
      problem: { message: expect.stringContaining('another machine') },
    });
  });

  it('moves to a passphrase and back by an explicit act, and leaves no key behind', async () => {
    const keychain = memoryKeychain();
    const box = openVaultFile(file, keychain);
    await box.create({ kind: 'keychain' }, 1_000);
    await box.change({ what: 'set', kind: 'secret', name: 'db', values: [SECRET] }, anna);
    expect(keychain.kept.size).toBe(1);
    await box.rekey({ kind: 'passphrase', passphrase: PASSPHRASE });
    expect(keychain.kept.size).toBe(0);
    expect(box.look().key).toBe('passphrase');
    await box.rekey({ kind: 'keychain' });
    expect(keychain.kept.size).toBe(1);
    expect(box.open('db')?.values).toEqual([SECRET]);
  });

  it('is not made where the keychain refuses; nothing is made instead', async () => {
    const broken: Keychain = { ...memoryKeychain(), put: async () => failed('refused', 'no store here') };
    const box = openVaultFile(file, broken);
    expect(await box.create({ kind: 'keychain' }, 1_000)).toMatchObject({ ok: false });
    expect(box.look().condition).toBe('none');
  });

  it('asks the keychain of this machine itself, which answers or says in a sentence why not', async () => {
    const trouble = await systemKeychain().trouble();
    expect(trouble === null || /keychain of this machine/.test(trouble)).toBe(true);
  });
});
