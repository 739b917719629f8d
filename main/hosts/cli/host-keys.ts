import { readFileSync } from 'node:fs';
import type { Attribution } from '../../../contract/actor.ts';
import type { Client } from '../../../contract/client.ts';
import type { OperationInput } from '../../../contract/operations.ts';
import type { HostKeyState } from '../../../contract/workspace-views.ts';
import {
  fingerprintOf,
  judgeHostKey,
  type KnownHost,
  knownName,
  parseKnownHosts,
} from '../../adapters/ssh/known-hosts.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { reportProblem } from './problem-text.ts';
import { harmless, type Terminal } from './terminal.ts';

export interface KeyQuestion {
  readonly client: Client;
  readonly terminal: Terminal;
  /** Whose inventory. */
  readonly whose: OperationInput<'hostkeys.scan'>;
  readonly trustNew: boolean;
  /** A known_hosts file of the caller. */
  readonly knownHostsFile: string | undefined;
  readonly caller: Attribution;
}

type How = OperationInput<'hostkeys.trust'>['how'];
type Verdict = { readonly ok: true } | { readonly ok: false; readonly exit: ExitCode };
const fine: Verdict = { ok: true };

/** Asks the whole inventory for its host keys once; goes on only when every one of them is known or accepted. */
export async function settleHostKeys(question: KeyQuestion): Promise<Verdict> {
  for (let hop = 0; ; hop++) {
    const round = await settleRound(question);
    // Behind a jump host that has just been trusted stand others whose keys nobody has seen yet.
    if (!round.verdict.ok || !round.isFurther || hop === mostHops) return round.verdict;
  }
}

const mostHops = 8;

interface Round {
  readonly verdict: Verdict;
  readonly isFurther: boolean;
}

const over = (verdict: Verdict): Round => ({ verdict, isFurther: false });

async function settleRound(question: KeyQuestion): Promise<Round> {
  const { client, terminal } = question;
  const known = readKnownHosts(question);
  if (known === null) return over({ ok: false, exit: exitCodes.usage });
  const scanned = await client.call('hostkeys.scan', question.whose);
  if (!scanned.ok) return over({ ok: false, exit: reportProblem(terminal, scanned.problem) });
  const changed = scanned.value.filter((key) => key.state === 'changed' || contradicts(key, known));
  if (changed.length > 0) return over(refuseChanged(terminal, changed));
  for (const key of scanned.value.filter((one) => one.state === 'unreachable')) {
    terminal.err(
      harmless(`${key.target} (${key.host}:${key.port}) does not answer: ${key.detail ?? 'no reason given'}`),
    );
  }
  const unknown = eachOnce(scanned.value.filter((key) => key.state === 'unknown' && key.fingerprint !== null));
  const isFurther = unknown.some((key) => key.isJumpHost === true);
  const inFile = unknown.filter((key) => isIn(key, known));
  if (inFile.length > 0) {
    const trusted = await trust(question, inFile, 'person');
    if (!trusted.ok) return over(trusted);
  }
  const rest = unknown.filter((key) => !inFile.includes(key));
  return { verdict: rest.length === 0 ? fine : await decide(question, rest), isFurther };
}

/** Many targets stand behind one jump host. */
function eachOnce(keys: readonly HostKeyState[]): readonly HostKeyState[] {
  return [...new Map(keys.map((key) => [`${key.host}:${key.port} ${key.fingerprint}`, key])).values()];
}

async function decide(question: KeyQuestion, unknown: readonly HostKeyState[]): Promise<Verdict> {
  const { terminal, trustNew } = question;
  terminal.err(`${unknown.length === 1 ? 'One host key is' : `${unknown.length} host keys are`} not known here:`);
  for (const key of unknown) terminal.err(`  ${keyText(key)}`);
  if (trustNew) return trust(question, unknown, 'trust-new-hosts');
  if (!terminal.isInteractive) {
    terminal.err('Nothing was started. Compare the fingerprints with what your hosts’ owners say, then either');
    terminal.err('  run again with --known-hosts FILE, a file that holds these keys, or');
    terminal.err('  run again with --trust-new-hosts, which accepts them as they are and records it.');
    return { ok: false, exit: exitCodes.refused };
  }
  const answer = await terminal.ask('Do they agree with what the owners of these hosts say? Accept all (yes/no): ');
  if (answer?.trim().toLowerCase() === 'yes') return trust(question, unknown, 'person');
  terminal.err('Not accepted. Nothing was started.');
  return { ok: false, exit: exitCodes.refused };
}

async function trust(
  { client, terminal, caller }: KeyQuestion,
  states: readonly HostKeyState[],
  how: How,
): Promise<Verdict> {
  const keys = states.map(({ host, port, keyType, fingerprint }) => ({
    host,
    port,
    keyType: keyType ?? '',
    fingerprint: fingerprint ?? '',
  }));
  const trusted = await client.call('hostkeys.trust', { keys, how, attribution: caller });
  if (!trusted.ok) return { ok: false, exit: reportProblem(terminal, trusted.problem) };
  terminal.err(
    `Accepted ${trusted.value.trusted === 1 ? 'one host key' : `${trusted.value.trusted} host keys`}, each recorded.`,
  );
  return fine;
}

function refuseChanged(terminal: Terminal, changed: readonly HostKeyState[]): Verdict {
  terminal.err(
    terminal.colours.tone(
      'bad',
      'Host keys have changed. Either a host was rebuilt, or somebody is between you and it:',
    ),
  );
  for (const key of changed) {
    terminal.err(`  ${keyText(key)}`);
    if (key.expected !== null) terminal.err(`    known until now: ${harmless(key.expected)}`);
  }
  terminal.err(
    'Nothing was started. Ask the owner of the host; if it was rebuilt, remove its old line from known_hosts.',
  );
  return { ok: false, exit: exitCodes.refused };
}

function keyText(key: HostKeyState): string {
  const what = key.isJumpHost === true ? `jump host to ${key.target}` : key.target;
  return harmless(`${what} (${key.host}:${key.port})  ${key.keyType ?? '?'}  ${key.fingerprint ?? '?'}`);
}

function readKnownHosts({ knownHostsFile, terminal }: KeyQuestion): readonly KnownHost[] | null {
  if (knownHostsFile === undefined) return [];
  try {
    return parseKnownHosts(readFileSync(knownHostsFile, 'utf8'));
  } catch (error) {
    terminal.err(`${knownHostsFile} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/** Does the caller's file hold this very key for this host? A core of another process could not look into it. */
function isIn(key: HostKeyState, known: readonly KnownHost[]): boolean {
  const { host, port } = key;
  return known.some(
    (entry) =>
      fingerprintOf(entry.key) === key.fingerprint &&
      judgeHostKey(known, { name: knownName(host, port), key: entry.key }).kind === 'known',
  );
}

/** The caller's file names this host, and says another key. */
function contradicts(key: HostKeyState, known: readonly KnownHost[]): boolean {
  if (key.state !== 'unknown' || isIn(key, known)) return false;
  const { host, port } = key;
  return judgeHostKey(known, { name: knownName(host, port), key: Buffer.alloc(0) }).kind === 'changed';
}
