import { ask } from './channel.ts';
import type { Lease } from './connection-pool.ts';
import type { LoginFacts } from './login-facts.ts';
import { newMark } from './remote-folder.ts';
import { remoteCommands } from './remote-programs.ts';
import { type Reached, reached, troubled } from './trouble.ts';

const nothingKnown: LoginFacts = { bootId: null, way: 'plain', killsAtLogout: false };

/**
 * Asked once a connection: a reboot ends the connection. A login that does not answer this would not answer a command
 * either: then nothing is sent to it.
 */
export function loginFactsOf(lease: Lease, timeoutMs: number): Promise<Reached<LoginFacts>> {
  const known = lease.facts.get('login');
  if (known !== undefined) return known;
  const asking = askFacts(lease, timeoutMs);
  lease.facts.set('login', asking);
  return asking;
}

async function askFacts(lease: Lease, timeoutMs: number): Promise<Reached<LoginFacts>> {
  const channel = await lease.link.exec(remoteCommands.facts, timeoutMs);
  if (!channel.ok) {
    lease.facts.delete('login');
    return reached(nothingKnown);
  }
  const mark = newMark();
  let isLate = false;
  const late = () => {
    isLate = true;
    lease.facts.delete('login');
  };
  const answer = await ask(channel.value, mark, { input: `${mark}\n`, timeoutMs, late });
  if (isLate) {
    const seconds = timeoutMs / 1000;
    return troubled('timeout', `Logged in, but the target's shell did not answer within ${seconds} s.`);
  }
  return reached(factsOf(answer?.split(' ') ?? []));
}

/** `boot BOOT_ID plain|scope [kills]`. */
function factsOf([, bootId = '-', way, kills]: readonly string[]): LoginFacts {
  return {
    bootId: bootId === '-' ? null : bootId,
    way: way === 'scope' ? 'scope' : 'plain',
    killsAtLogout: kills === 'kills',
  };
}
