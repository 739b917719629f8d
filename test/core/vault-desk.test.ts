import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../contract/errors.ts';
import { openVaultFile } from '../../main/adapters/secrets/vault-file.ts';
import { SecretGuard } from '../../main/core/secrets/secret-guard.ts';
import { VaultDesk } from '../../main/core/secrets/vault-desk.ts';
import { nameOfAnswer, vaultShelf } from '../../main/core/secrets/vault-shelf.ts';
import { type ManualClock, manualClock } from '../support/manual-clock.ts';
import { anna } from '../support/run-world.ts';

const PASSPHRASE = 'correct horse battery staple';
const MINUTE = 60_000;

let folder: string;
let clock: ManualClock;
let recorded: unknown[];
let guard: SecretGuard;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-vault-desk-'));
  clock = manualClock();
  recorded = [];
  guard = new SecretGuard();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(): VaultDesk {
  const kept = new Map<string, string>();
  const keychain = {
    trouble: async () => null,
    put: async (account: string, secret: string) => {
      kept.set(account, secret);
      return ok(null);
    },
    get: async (account: string) => ok(kept.get(account) ?? null),
    remove: async () => {},
  };
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  return new VaultDesk({
    ...{ clock, log, guard },
    box: openVaultFile(path.join(folder, 'vault.json'), keychain),
    record: async (change, actor) => void recorded.push({ ...change, by: actor?.person ?? 'Holdpoint' }),
  });
}

async function made(key: 'passphrase' | 'keychain' = 'passphrase'): Promise<VaultDesk> {
  const vault = open();
  const wish = key === 'keychain' ? ({ kind: key } as const) : ({ kind: key, passphrase: PASSPHRASE } as const);
  expect(await vault.create(wish, anna)).toMatchObject({ ok: true });
  await vault.change({ what: 'set', kind: 'secret', name: 'db', values: ['value-of-db'] }, anna);
  return vault;
}

describe('the vault of a workspace', () => {
  it('says who did what to which name, never with what', async () => {
    const vault = await made();
    await vault.change({ what: 'rotated', name: 'db', values: ['another-value'] }, anna);
    await vault.lock(anna);
    expect(recorded).toEqual([
      { what: 'created', name: null, reason: null, by: 'Anna' },
      { what: 'set', name: 'db', reason: null, by: 'Anna' },
      { what: 'rotated', name: 'db', reason: null, by: 'Anna' },
      { what: 'locked', name: null, reason: null, by: 'Anna' },
    ]);
    expect(guard.redactForLog('value-of-db another-value')).toBe('[redacted] [redacted]');
  });

  it('locks after fifteen minutes without use, and not while a run needs it', async () => {
    const vault = await made();
    await clock.advance(14 * MINUTE);
    expect(vault.condition).toBe('unlocked');
    let isNeeded = true;
    vault.staysOpenWhile(() => isNeeded);
    await clock.advance(60 * MINUTE);
    expect(vault.condition).toBe('unlocked');
    isNeeded = false;
    await clock.advance(14 * MINUTE);
    expect(vault.condition).toBe('unlocked');
    await clock.advance(2 * MINUTE);
    expect(vault.condition).toBe('locked');
    expect(recorded.at(-1)).toEqual({
      ...{ what: 'locked', name: null, reason: 'not used for a while', by: 'Holdpoint' },
    });
    expect(vault.values('db')).toBeNull();
    vault.close();
  });

  it('locks when it is said to, after minutes or never', async () => {
    const vault = await made();
    await vault.lockAfter(null);
    await clock.advance(4 * 60 * MINUTE);
    expect(vault.condition).toBe('unlocked');
    await vault.lockAfter(1);
    await clock.advance(2 * MINUTE);
    expect(vault.condition).toBe('locked');
  });

  it('makes who guesses wait longer and longer, whatever the wall clock says', async () => {
    const vault = await made();
    await vault.lock(anna);
    for (let wrong = 0; wrong < 3; wrong += 1) {
      expect(await vault.unlock('not the passphrase', anna)).toMatchObject({ problem: { code: 'unauthorized' } });
    }
    expect(await vault.unlock(PASSPHRASE, anna)).toMatchObject({ problem: { code: 'refused' } });
    await clock.advance(1_100);
    expect(await vault.unlock('not the passphrase', anna)).toMatchObject({ problem: { code: 'unauthorized' } });
    expect(vault.triesAgainInMs).toBeGreaterThan(1_000);
    await clock.advance(3_000);
    expect(await vault.unlock(PASSPHRASE, anna)).toMatchObject({ ok: true });
    expect(vault.triesAgainInMs).toBe(0);
    vault.close();
  });

  it('refuses what could not be kept out of output, and a passphrase that is worth nothing', async () => {
    const vault = await made();
    const edit = { what: 'set', kind: 'secret', name: 'pin', values: ['abc'] } as const;
    expect(await vault.change(edit, anna)).toMatchObject({ problem: { code: 'invalid-input' } });
    expect(await vault.rekey({ kind: 'passphrase', passphrase: 'short' }, anna)).toMatchObject({
      problem: { message: expect.stringContaining('12') },
    });
    vault.close();
  });

  it('with its key in the keychain opens for a run by itself, unless a person locked it', async () => {
    const vault = await made('keychain');
    await vault.lockAfter(1);
    await clock.advance(2 * MINUTE);
    expect(vault.condition).toBe('locked');
    await vault.openForRun();
    expect(vault.condition).toBe('unlocked');
    await vault.lock(anna);
    await vault.openForRun();
    expect(vault.condition).toBe('locked');
  });

  it('remembers answers under names no template can write', async () => {
    const vault = await made();
    const shelf = vaultShelf(vault);
    const key = { kind: 'sudo', subject: 'deploy@db-01:22' } as const;
    expect(await shelf.keep(key, ['the sudo password'], anna)).toBe(true);
    expect(shelf.find(key)).toEqual(['the sudo password']);
    expect(await shelf.keep(key, ['the new one'], anna)).toBe(true);
    expect(shelf.find(key)).toEqual(['the new one']);
    expect(vault.names()).toEqual(['db']);
    expect(nameOfAnswer(key)).toBe('sudo password of deploy@db-01:22');
    vault.close();
  });
});
