import { ask } from './channel.ts';
import type { Lease } from './connection-pool.ts';
import type { Channel } from './link.ts';
import type { LoginFacts } from './login-facts.ts';
import { newMark } from './remote-folder.ts';
import { remoteCommands } from './remote-programs.ts';
import { type Reached, reached, troubled } from './trouble.ts';

export const nothingKnown: LoginFacts = { bootId: null, way: 'plain', killsAtLogout: false };

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
  return isLate ? noAnswer(timeoutMs) : reached(factsOf(answer?.split(' ') ?? []));
}

/**
 * The same of a program that is about to do something else, and waits for what: null = it ended without an answer.
 * Nobody else asks meanwhile.
 */
export async function greet(lease: Lease, opening: Promise<Reached<Channel>>, timeoutMs: number) {
  const { promise, resolve } = Promise.withResolvers<Reached<LoginFacts>>();
  lease.facts.set('login', promise);
  const channel = await opening;
  const words = channel.ok ? await greetingOf(channel.value, timeoutMs) : null;
  if (!channel.ok || words === 'late') lease.facts.delete('login');
  resolve(words === 'late' ? noAnswer(timeoutMs) : reached(words === null ? nothingKnown : factsOf(words)));
  return { channel, isAnswered: words !== null, facts: await promise };
}

function noAnswer(timeoutMs: number): Reached<never> {
  const seconds = timeoutMs / 1000;
  return troubled('timeout', `Logged in, but the target's shell did not answer within ${seconds} s.`);
}

function greetingOf(channel: Channel, timeoutMs: number): Promise<readonly string[] | 'late' | null> {
  const mark = newMark();
  return new Promise((resolve) => {
    let text = '';
    const settle = (answer: readonly string[] | 'late' | null) => {
      clearTimeout(timer);
      channel.removeListener('data', hear);
      channel.removeListener('close', gone);
      resolve(answer);
    };
    const gone = () => settle(null);
    const hear = (bytes: Buffer) => {
      // Noise of the login shell comes first; more than this is no answer of ours.
      if (text.length < 256 * 1024) text += bytes.toString('latin1');
      const at = text.indexOf(`${mark} `);
      const end = at < 0 ? -1 : text.indexOf('\n', at);
      if (end >= 0) settle(text.slice(at + mark.length + 1, end).split(' '));
    };
    const timer = setTimeout(() => {
      channel.close();
      settle('late');
    }, timeoutMs);
    channel.on('data', hear);
    channel.once('close', gone);
    channel.stderr.resume();
    channel.write(`${mark} ask\n`);
  });
}

/** `boot BOOT_ID plain|scope [kills]`. */
function factsOf([, bootId = '-', way, kills]: readonly string[]): LoginFacts {
  return {
    // It goes into the log: what is no id is as good as none.
    bootId: /^[A-Za-z0-9_.:=-]{2,128}$/.test(bootId) ? bootId : null,
    way: way === 'scope' ? 'scope' : 'plain',
    killsAtLogout: kills === 'kills',
  };
}
