import type { Actor, Attribution } from '../../../contract/actor.ts';
import { ok, type Result } from '../../../contract/errors.ts';
import type { VaultView } from '../../../contract/secrets.ts';
import { actorOf } from '../attribution.ts';
import type { CoreParts } from './core-parts.ts';
import type { Caller, FeatureHandlers } from './handler.ts';

export function secretHandlers(parts: CoreParts): FeatureHandlers<'secrets'> {
  const { vault } = parts;
  const by = <T>(attribution: Attribution | undefined, caller: Caller, deed: (actor: Actor) => Promise<Result<T>>) => {
    const actor = actorOf(attribution, caller, parts.seat);
    return actor.ok ? deed(actor.value) : actor;
  };
  return {
    'secrets.status': async () => ok(await vaultView(parts)),
    'secrets.create': ({ key, attribution }, caller) => by(attribution, caller, (actor) => vault.create(key, actor)),
    'secrets.unlock': ({ passphrase, attribution }, caller) =>
      by(attribution, caller, (actor) => vault.unlock(passphrase ?? null, actor)),
    'secrets.lock': ({ attribution }, caller) => by(attribution, caller, (actor) => vault.lock(actor)),
    'secrets.set': ({ name, value, attribution }, caller) =>
      by(attribution, caller, (actor) => vault.change({ what: 'set', kind: 'secret', name, values: [value] }, actor)),
    'secrets.rotate': ({ name, value, attribution }, caller) =>
      by(attribution, caller, (actor) => vault.change({ what: 'rotated', name, values: [value] }, actor)),
    'secrets.confirm': ({ name, attribution }, caller) =>
      by(attribution, caller, (actor) => vault.change({ what: 'confirmed', name }, actor)),
    'secrets.revert': ({ name, attribution }, caller) =>
      by(attribution, caller, (actor) => vault.change({ what: 'reverted', name }, actor)),
    'secrets.remove': ({ name, attribution }, caller) =>
      by(attribution, caller, (actor) => vault.change({ what: 'removed', name }, actor)),
    'secrets.rekey': ({ key, attribution }, caller) => by(attribution, caller, (actor) => vault.rekey(key, actor)),
    'secrets.idle': ({ lockAfterMinutes, attribution }, caller) =>
      by(attribution, caller, () => vault.lockAfter(lockAfterMinutes)),
  };
}

async function vaultView({
  vault,
  vaultUsage,
  clock,
}: Pick<CoreParts, 'vault' | 'vaultUsage' | 'clock'>): Promise<VaultView> {
  const using = await vaultUsage.byName();
  const { condition, trouble, key, lockAfterMinutes, entries } = vault.look();
  const left = vault.locksInMs;
  const inVault = new Set(entries.map(({ name }) => name));
  return {
    ...{ condition, trouble, key, lockAfterMinutes },
    keychainTrouble: condition === 'none' || key === 'passphrase' ? await vault.keychainTrouble() : null,
    locksAt: left === null ? null : clock.now() + left,
    isNeeded: vault.isNeeded,
    triesAgainInMs: vault.triesAgainInMs,
    entries: entries.map((entry) => ({ ...entry, usedBy: [...(using.get(entry.name) ?? [])] })),
    unknown: [...using].filter(([name]) => !inVault.has(name)).map(([name, usedBy]) => ({ name, usedBy: [...usedBy] })),
  };
}
