import type { Attribution } from '../../../contract/actor.ts';
import type { Client } from '../../../contract/client.ts';
import type { Result } from '../../../contract/errors.ts';
import type { Need } from './access.ts';
import { attributionOf } from './attribution.ts';
import { attributionOptions, type Call, type Verb } from './command-line.ts';
import { commandName } from './command-name.ts';
import { type Deeds, unknownWord } from './deeds.ts';
import { type ExitCode, exitCodes, exitOf } from './exit-codes.ts';
import { openOrMake } from './open-or-make.ts';
import { refuse, reportProblem } from './problem-text.ts';
import { vaultLines } from './secrets-lines.ts';
import { keyWish, newValue, unlockedVault } from './secrets-typing.ts';
import { harmless } from './terminal.ts';

export const secrets: Verb = {
  name: 'secrets',
  usage: 'status | list | create | unlock | lock | set, rotate, confirm, revert, remove NAME | rekey',
  summary: 'the vault of the workspace: secrets for steps, by name; values go in and never come out',
  words: [1, 500],
  options: {
    stdin: { type: 'boolean', help: 'with set and rotate: read the value from standard input' },
    keychain: { type: 'boolean', help: 'with create and rekey: the keychain of this machine keeps the key' },
    passphrase: { type: 'boolean', help: 'with create and rekey: a passphrase opens it, typed when asked' },
    after: { type: 'string', value: 'MIN', help: 'with lock: lock by itself after so many unused minutes, or never' },
    json: { type: 'boolean', help: 'with status and list: as JSON' },
    ...attributionOptions,
  },
  notes: [
    'A value is typed without echo or read with --stdin, never given on the command line: that is readable by all.',
    'Without somebody at the terminal the passphrase is read from HOLDPOINT_VAULT_PASSPHRASE.',
    'unlock and lock speak to the running app; the other verbs unlock for as long as they run.',
  ],
  examples: [
    'secrets create',
    'secrets set db_password',
    'pwgen -s 32 1 | holdpoint secrets rotate db_password --stdin',
    'secrets confirm db_password',
    'secrets list',
  ],
  run: (call) => {
    const [word = ''] = call.words;
    const [need, deed] = deeds[word] ?? [null, null];
    if (need === null || deed === null) return Promise.resolve(unknownWord(call, 'secrets', told()));
    const surplus = call.words.length > (named.has(word) ? 2 : 1);
    if (surplus) return Promise.resolve(tooMany(call, word));
    return withWorkspace(call, need, (client) => deed(call, client));
  },
};

const named: ReadonlySet<string> = new Set(['set', 'rotate', 'confirm', 'revert', 'remove', 'export']);

const deeds: Deeds = {
  status: ['read', status],
  list: ['read', status],
  create: ['record', create],
  unlock: ['record', unlock],
  lock: ['record', lock],
  set: ['record', (call, client) => give(call, client, 'secrets.set')],
  rotate: ['record', (call, client) => give(call, client, 'secrets.rotate')],
  confirm: ['record', (call, client) => settle(call, client, 'secrets.confirm')],
  revert: ['record', (call, client) => settle(call, client, 'secrets.revert')],
  remove: ['record', (call, client) => settle(call, client, 'secrets.remove')],
  rekey: ['record', rekey],
  export: ['read', exportRefused],
};

/** `export` is known only to be refused with what to do instead. */
const told = () => Object.keys(deeds).filter((word) => word !== 'export');

/** The words too many are not repeated: one of them is likely the value. */
function tooMany({ terminal }: Call, word: string): ExitCode {
  const message =
    word === 'set' || word === 'rotate'
      ? 'A value on the command line is readable by every user of this machine, and your shell has written it down. ' +
        'Nothing was stored. Give only the name and type the value when asked, or pipe it in with --stdin; and change that value.'
      : `secrets ${word} takes ${named.has(word) ? 'one name' : 'no further words'}.`;
  return refuse(terminal, 'invalid-input', message);
}

async function withWorkspace(call: Call, need: Need, act: (client: Client) => Promise<ExitCode>): Promise<ExitCode> {
  const access = isFirst.has(call.words[0] ?? '') ? await openOrMake(call) : await call.open(need);
  if (!access.ok) return reportProblem(call.terminal, access.problem);
  try {
    const { client, isAttached } = access.value;
    if (isAttached || !aboutRunningCore.has(call.words[0] ?? '')) return await act(client);
    const message = `No Holdpoint runs on this workspace, so its vault is locked. ${commandName()} run, resume and serve ask for the passphrase when they need it.`;
    call.terminal.err(message);
    return exitCodes.completed;
  } finally {
    await access.value.close();
  }
}

/** May come before the first run. */
const isFirst: ReadonlySet<string> = new Set(['create']);

const aboutRunningCore: ReadonlySet<string> = new Set(['unlock']);

async function status({ terminal, options }: Call, client: Client): Promise<ExitCode> {
  const asked = await client.call('secrets.status', {});
  if (!asked.ok) return reportProblem(terminal, asked.problem);
  if (options.flag('json')) terminal.out(JSON.stringify(asked.value));
  else for (const line of vaultLines(asked.value, Date.now())) terminal.out(harmless(line));
  return asked.value.condition === 'damaged' ? exitCodes.workspace : exitCodes.completed;
}

async function create(call: Call, client: Client): Promise<ExitCode> {
  return signed(call, async (attribution) => {
    const key = await keyWish(call, client);
    if (!key.ok) return key;
    const done = await client.call('secrets.create', { key: key.value, attribution });
    if (done.ok) call.terminal.err(KEPT[key.value.kind]);
    return done;
  });
}

async function rekey(call: Call, client: Client): Promise<ExitCode> {
  return signed(call, async (attribution) => {
    const open = await unlockedVault(call, client);
    if (!open.ok) return open;
    const key = await keyWish(call, client, 'HOLDPOINT_VAULT_NEW_PASSPHRASE');
    if (!key.ok) return key;
    const done = await client.call('secrets.rekey', { key: key.value, attribution });
    if (done.ok) call.terminal.err(`Every value was encrypted anew. ${KEPT[key.value.kind]}`);
    return done;
  });
}

const KEPT = {
  keychain: 'The keychain of this machine keeps its key: it opens for you here, and nowhere else.',
  passphrase: 'Only its passphrase opens it. Nobody can recover it: write it down where you keep such things.',
} as const;

function unlock(call: Call, client: Client): Promise<ExitCode> {
  return signed(call, () => unlockedVault(call, client));
}

async function lock(call: Call, client: Client): Promise<ExitCode> {
  const after = call.options.text('after');
  if (after === undefined) return signed(call, (attribution) => client.call('secrets.lock', { attribution }));
  const minutes = after === 'never' ? null : Number(after);
  if (minutes !== null && !(Number.isInteger(minutes) && minutes >= 1 && minutes <= 1440)) {
    return refuse(call.terminal, 'invalid-input', '--after is a number of minutes from 1 to 1440, or never.');
  }
  return signed(call, async (attribution) => {
    const open = await unlockedVault(call, client);
    return open.ok ? client.call('secrets.idle', { lockAfterMinutes: minutes, attribution }) : open;
  });
}

async function give(call: Call, client: Client, operation: 'secrets.set' | 'secrets.rotate'): Promise<ExitCode> {
  const [, name] = call.words;
  if (name === undefined) return refuse(call.terminal, 'invalid-input', 'Name the secret, such as db_password.');
  return signed(call, async (attribution) => {
    const open = await unlockedVault(call, client);
    if (!open.ok) return open;
    const value = await newValue(call, name);
    return value.ok ? client.call(operation, { name, value: value.value, attribution }) : value;
  });
}

type Settling = 'secrets.confirm' | 'secrets.revert' | 'secrets.remove';

async function settle(call: Call, client: Client, operation: Settling): Promise<ExitCode> {
  const [, name] = call.words;
  if (name === undefined) return refuse(call.terminal, 'invalid-input', 'Name the secret.');
  return signed(call, async (attribution) => {
    const open = await unlockedVault(call, client);
    return open.ok ? client.call(operation, { name, attribution }) : open;
  });
}

async function exportRefused({ terminal }: Call): Promise<ExitCode> {
  const message =
    'Holdpoint gives no secret back: what can be exported is exported by whoever has your desk for a minute. ' +
    'A step uses a secret by its name (secrets.NAME). To move the vault to another machine give it a passphrase ' +
    `(${commandName()} secrets rekey --passphrase) and take the workspace, or a backup of it, there.`;
  return refuse(terminal, 'refused', message);
}

async function signed(call: Call, deed: (attribution: Attribution) => Promise<Result<unknown>>): Promise<ExitCode> {
  const attribution = attributionOf(call.options, 'UTC', Date.now());
  if (!attribution.ok) return reportProblem(call.terminal, attribution.problem);
  const done = await deed(attribution.value);
  if (!done.ok) {
    reportProblem(call.terminal, done.problem);
    return done.problem.code === 'unauthorized' ? exitCodes.refused : exitOf(done.problem);
  }
  call.terminal.err('Done, and recorded.');
  return exitCodes.completed;
}
