import type { Client } from '../../../contract/client.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { VaultKeyWish } from '../../../contract/secrets.ts';
import type { Call } from './command-line.ts';
import { commandName } from './command-name.ts';

type World = Pick<Call, 'terminal' | 'env'>;

const TRIES = 3;

/** Unlocks the vault where it is locked: by the keychain, by the environment, or by asking. */
export async function unlockedVault({ terminal, env }: World, client: Client): Promise<Result<null>> {
  const asked = await client.call('secrets.status', {});
  if (!asked.ok) return asked;
  const { condition, key, trouble } = asked.value;
  if (condition === 'unlocked') return ok(null);
  if (condition === 'none') {
    return failed('not-found', `There is no vault yet. Make one: ${commandName()} secrets create`);
  }
  if (condition === 'damaged') return failed('workspace-unusable', trouble ?? 'The vault cannot be used.');
  if (key === 'keychain') return done(await client.call('secrets.unlock', {}));
  const given = env.HOLDPOINT_VAULT_PASSPHRASE;
  if (given !== undefined) return done(await client.call('secrets.unlock', { passphrase: given }));
  if (!terminal.isInteractive) {
    return failed(
      'refused',
      'The vault is locked and nobody is here to type its passphrase. Set HOLDPOINT_VAULT_PASSPHRASE, or unlock it in the app.',
    );
  }
  return ask({ terminal, env }, client);
}

/** What a run takes from the vault must be at hand before it starts: nobody may be there to unlock it later. */
export async function vaultForRun(world: World, client: Client, runId: RunId): Promise<Result<null>> {
  const asked = await client.call('runs.secrets', { runId, secrets: {} });
  if (!asked.ok || asked.value.fromVault.length === 0) return ok(null);
  const open = await unlockedVault(world, client);
  if (!open.ok) return open;
  const again = await client.call('runs.secrets', { runId, secrets: {} });
  const lacking = again.ok ? again.value.fromVault : [];
  if (lacking.length === 0) return ok(null);
  const put = lacking.map((name) => `${commandName()} secrets set ${name}`).join(', ');
  return failed(
    'refused',
    `The vault does not hold ${lacking.join(', ')}. Put them there: ${put}. Nothing was started.`,
  );
}

async function ask({ terminal }: World, client: Client): Promise<Result<null>> {
  for (let attempt = 1; ; attempt += 1) {
    const passphrase = await terminal.askSecret('Passphrase of the vault: ');
    if (passphrase === null) return failed('refused', 'The vault stays locked.');
    const answer = done(await client.call('secrets.unlock', { passphrase }));
    if (answer.ok || answer.problem.code !== 'unauthorized' || attempt === TRIES) return answer;
    terminal.err(answer.problem.message);
  }
}

/** By the flags, else the keychain where it can hold a key, else a passphrase; which one it became is said. */
export async function keyWish(
  { terminal, env, options }: Call,
  client: Client,
  variable = 'HOLDPOINT_VAULT_PASSPHRASE',
): Promise<Result<VaultKeyWish>> {
  if (options.flag('keychain') && options.flag('passphrase')) {
    return failed('invalid-input', 'Either the keychain or a passphrase opens the vault, never both.');
  }
  if (options.flag('keychain')) return ok({ kind: 'keychain' });
  const given = env[variable];
  if (!options.flag('passphrase') && given === undefined) {
    const status = await client.call('secrets.status', {});
    if (!status.ok) return status;
    const { keychainTrouble } = status.value;
    if (keychainTrouble === null && status.value.condition === 'none') return ok({ kind: 'keychain' });
    if (keychainTrouble !== null) terminal.err(`${keychainTrouble} A passphrase opens the vault instead.`);
  }
  if (given !== undefined) return ok({ kind: 'passphrase', passphrase: given });
  if (!terminal.isInteractive) {
    return failed('refused', `Nobody is here to type a passphrase. Set ${variable}, or run it on a terminal.`);
  }
  const first = await terminal.askSecret('New passphrase: ');
  const second = await terminal.askSecret('The same once more: ');
  if (first === null || second === null) return failed('refused', 'No passphrase was given. Nothing was changed.');
  if (first !== second) return failed('invalid-input', 'The two are not the same. Nothing was changed.');
  return ok({ kind: 'passphrase', passphrase: first });
}

/** One newline at the end of what is piped in is the pipe's, not the secret's. */
export async function newValue({ terminal, options }: Call, name: string): Promise<Result<string>> {
  if (options.flag('stdin')) {
    const text = await terminal.readAll();
    return ok(text.replace(/\r?\n$/, ''));
  }
  if (!terminal.isInteractive) {
    return failed('invalid-input', `Nobody is here to type the value of ${name}. Pipe it in with --stdin.`);
  }
  const value = await terminal.askSecret(`Value of ${name}: `);
  return value === null || value === '' ? failed('refused', 'No value was given. Nothing was stored.') : ok(value);
}

function done(answer: Result<unknown>): Result<null> {
  return answer.ok ? ok(null) : answer;
}
