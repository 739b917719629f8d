import { type Route, routeName } from '../config/route.ts';
import { type Reached, type Trouble, textOf, troubled } from '../trouble.ts';

/** Why the client gave up, from its log and its last words, as a sentence with cause and next action. */
export interface ClientWords {
  readonly log: string;
  readonly lastWords: string;
  /** Fingerprints known_hosts holds for the server. */
  readonly expected: readonly string[];
}

export function clientTrouble(route: Route, { log, lastWords, expected }: ClientWords): Reached<never> {
  const name = routeName(route);
  const where = `${route.endpoint.host}:${route.endpoint.port}`;
  const before = log.slice(0, indexOrEnd(log, 'SSH2_MSG_NEWKEYS received'));
  const keyTrouble = hostKeyTroubleIn(before, { where, expected });
  if (keyTrouble !== null) return { ok: false, trouble: keyTrouble };
  const said = [...log.split('\n'), ...lastWords.split('\n')].filter((line) => line !== '' && !/^debug\d: /.test(line));
  const words = said.join('\n');
  const last = textOf(said.at(-1) ?? '');
  if (/Could not resolve hostname/.test(words)) {
    return troubled('dns', `The name in ${where} cannot be resolved. Check the spelling, the VPN and the name server.`);
  }
  if (/Connection refused/.test(words)) {
    return troubled(
      'refused',
      `${where} refused the connection: nothing listens there. Check port, firewall and that sshd runs.`,
    );
  }
  if (/Connection timed out|Operation timed out|Connection to .* timed out/.test(words)) {
    return troubled('timeout', `${where} did not answer. Check that the host is up and the firewall lets us through.`);
  }
  if (/No route to host|Network is unreachable/.test(words)) {
    return troubled('unreachable', `There is no route to ${where}. Check the VPN and the network.`);
  }
  if (/Permission denied|Too many authentication failures/.test(words)) return refused(name, log, words);
  if (/no matching .* found|Bad configuration option|Bad .* spec|unsupported/i.test(words)) {
    return troubled('protocol', `ssh cannot connect to ${name}: ${last}. Check the algorithms and ssh_config.`);
  }
  if (
    /banner line contains invalid|banner exchange: .*(invalid|too long)|kex_exchange_identification: (?!.*(closed|read:|reset))|Protocol|Bad packet|message authentication code|Corrupted/i.test(
      words,
    )
  ) {
    return troubled('protocol', `${name} does not speak SSH as expected: ${last}. Check the port.`);
  }
  const when = log.includes('SSH2_MSG_NEWKEYS received')
    ? 'during login'
    : 'before the key exchange; it may be limiting new connections (MaxStartups)';
  return troubled(
    'dropped',
    `${name} closed the connection ${when} (${last}). Try again, and look into the server's log.`,
  );
}

function refused(name: string, log: string, words: string): Reached<never> {
  const accepts = /Permission denied \(([^)]*)\)/.exec(words)?.[1] ?? '';
  const offered = [...log.matchAll(/^debug1: Offering public key: (\S+)/gm)].map((match) => `key ${match[1]}`);
  const missing = [...log.matchAll(/^(?:no such identity: (\S+?):|Load key "([^"]+)":)(.*)$/gm)].map(
    (match) => `(${match[1] ?? match[2]}: ${match[3]?.trim()})`,
  );
  const tried = [...offered, ...missing];
  const list = tried.length === 0 ? 'no key was at hand' : `tried: ${tried.join(', ')}`;
  const server = accepts === '' ? '' : `; the server accepts: ${accepts}`;
  return troubled(
    'auth',
    `${name} refused the login (${list}${server}). Check the user name and that one of these keys is in its authorized_keys.`,
  );
}

function hostKeyTroubleIn(
  log: string,
  { where, expected }: { readonly where: string; readonly expected: readonly string[] },
): Trouble | null {
  const [, type, fingerprint] = /^debug1: Server host key: (\S+) (\S+)/m.exec(log) ?? [];
  const shown = type === undefined ? 'a key' : `${type} ${fingerprint}`;
  if (/REVOKED HOST KEY DETECTED|is marked as revoked/.test(log)) {
    const sentence = `The host key of ${where} is revoked: ${shown}. Do not connect; ask the server's owner.`;
    return { kind: 'host-key', hostKey: 'changed', sentence };
  }
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED/.test(log)) {
    const sentence = `The host key of ${where} HAS CHANGED: it shows ${shown}, known_hosts holds ${expected.length === 0 ? 'another' : expected.join(', ')}. Somebody may be in between, or the host was rebuilt: ask its owner, and only then correct known_hosts.`;
    return { kind: 'host-key', hostKey: 'changed', sentence };
  }
  if (/No .* host key is known for|Host key verification failed/.test(log)) {
    const sentence = `The host key of ${where} is not known: ${shown}. Compare the fingerprint with the server's owner, then trust it.`;
    return { kind: 'host-key', hostKey: 'unknown', sentence };
  }
  return null;
}

function indexOrEnd(text: string, what: string): number {
  const at = text.indexOf(what);
  return at < 0 ? text.length : at;
}
