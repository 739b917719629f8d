import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** One line of a known_hosts file, sshd(8) "SSH_KNOWN_HOSTS FILE FORMAT". */
export interface KnownHost {
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  readonly patterns: readonly string[];
  readonly keyType: string;
  readonly key: Buffer;
}

export type HostKeyVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  /** We hold another key of this host; `expected` are its fingerprints. */
  | { readonly kind: 'changed'; readonly expected: readonly string[] }
  | { readonly kind: 'revoked' };

/** Lines that cannot be understood are left out, as ssh does. */
export function parseKnownHosts(text: string): readonly KnownHost[] {
  return text.split(/\r?\n/).flatMap((line) => parseLine(line) ?? []);
}

function parseLine(line: string): KnownHost | null {
  const words = line.trim().split(/[ \t]+/);
  if (words[0] === undefined || words[0] === '' || words[0].startsWith('#')) return null;
  const marker = words[0].startsWith('@') ? words.shift() : undefined;
  const [hosts, keyType, encoded] = words;
  if (hosts === undefined || keyType === undefined || encoded === undefined) return null;
  if (marker !== undefined && marker !== '@revoked' && marker !== '@cert-authority') return null;
  const key = Buffer.from(encoded, 'base64');
  if (keyTypeOf(key) !== keyType) return null;
  return { marker: markerOf(marker), patterns: hosts.split(','), keyType, key };
}

function markerOf(word: string | undefined): KnownHost['marker'] {
  if (word === '@revoked') return 'revoked';
  return word === '@cert-authority' ? 'cert-authority' : 'none';
}

/** The type a public key blob names in its first field; null when it is no such blob. */
export function keyTypeOf(key: Buffer): string | null {
  if (key.length < 8) return null;
  const length = key.readUInt32BE(0);
  if (length < 1 || length > 64 || key.length < 4 + length) return null;
  return key.toString('latin1', 4, 4 + length);
}

/** `SHA256:…` as OpenSSH prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The name under which known_hosts holds a server: `host`, or `[host]:port` off port 22. */
export function knownName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

export function judgeHostKey(
  entries: readonly KnownHost[],
  server: { readonly name: string; readonly key: Buffer },
): HostKeyVerdict {
  const { name } = server;
  const matching = entries.filter((entry) => matches(entry.patterns, name));
  const revoked = matching.filter((entry) => entry.marker === 'revoked');
  if (revoked.some((entry) => entry.key.equals(server.key))) return { kind: 'revoked' };
  const plain = matching.filter((entry) => entry.marker === 'none');
  if (plain.some((entry) => entry.key.equals(server.key))) return { kind: 'known' };
  // A key of a type we do not hold is no newcomer: who may choose the type could else hide a change as "unknown".
  if (plain.length > 0) return { kind: 'changed', expected: knownFingerprints(plain, name) };
  return { kind: 'unknown' };
}

/** Public keys that may vouch for this server by a certificate. */
export function authoritiesOf(entries: readonly KnownHost[], name: string): readonly Buffer[] {
  const found = entries.filter((entry) => entry.marker === 'cert-authority' && matches(entry.patterns, name));
  return found.map((entry) => entry.key);
}

/** Of the keys we hold for this server. */
export function knownFingerprints(entries: readonly KnownHost[], name: string): readonly string[] {
  const plain = entries.filter((entry) => entry.marker === 'none' && matches(entry.patterns, name));
  return [...new Set(plain.map((entry) => fingerprintOf(entry.key)))];
}

export function knownKeyTypes(entries: readonly KnownHost[], name: string): ReadonlySet<string> {
  const plain = entries.filter((entry) => entry.marker === 'none' && matches(entry.patterns, name));
  return new Set(plain.map((entry) => entry.keyType));
}

/** Any pattern must match and no negated one may. */
function matches(patterns: readonly string[], name: string): boolean {
  const negated = patterns.filter((pattern) => pattern.startsWith('!'));
  if (negated.some((pattern) => matchesOne(pattern.slice(1), name))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && matchesOne(pattern, name));
}

function matchesOne(pattern: string, name: string): boolean {
  if (pattern.startsWith('|1|')) return matchesHashed(pattern, name);
  if (!/[*?]/.test(pattern)) return pattern.toLowerCase() === name;
  return matchesWildcard(pattern.toLowerCase(), name);
}

/** Linear two-pointer match: a hostile pattern cannot make it slow, as a regular expression could. */
export function matchesWildcard(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let mark = 0;
  for (let i = 0; i < name.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      mark = i;
    } else if (pattern[at] === '?' || pattern[at] === name[i]) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** `|1|SALT|HASH`, HMAC-SHA1 of the name keyed with the salt (ssh -H). */
function matchesHashed(pattern: string, name: string): boolean {
  const [, , salt, hash] = pattern.split('|');
  if (salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
