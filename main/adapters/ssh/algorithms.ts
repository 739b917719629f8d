import type { ConnectConfig } from 'ssh2';
import type { AlgorithmWishes } from './config/settings.ts';
import { matchesWildcard } from './known-hosts.ts';
import { type Reached, reached, troubled } from './trouble.ts';

type Algorithms = NonNullable<ConnectConfig['algorithms']>;
type Kind = keyof AlgorithmWishes;

/**
 * What we speak, strongest first. No SHA-1, no CBC, no DSA; no chacha20-poly1305, which Electron's BoringSSL lacks.
 */
const usual = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group-exchange-sha256',
  ],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  serverHostKey: [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ],
} as const;

/** Old ones, spoken only where ssh_config names them for the host: whoever wrote that knows the old box. */
const onDemand = {
  kex: ['diffie-hellman-group14-sha1', 'diffie-hellman-group-exchange-sha1', 'diffie-hellman-group1-sha1'],
  cipher: ['aes128-cbc', 'aes192-cbc', 'aes256-cbc', '3des-cbc'],
  hmac: ['hmac-sha1-etm@openssh.com', 'hmac-sha1'],
  serverHostKey: ['ssh-rsa'],
} as const;

const words: Readonly<Record<Kind, string>> = {
  kex: 'KexAlgorithms',
  cipher: 'Ciphers',
  hmac: 'MACs',
  serverHostKey: 'HostKeyAlgorithms',
};

export const noWishes: AlgorithmWishes = { kex: null, cipher: null, hmac: null, serverHostKey: null };

/** Types we hold a key of come first, else a server with several keys would look changed. */
export function connectAlgorithms(knownTypes: ReadonlySet<string>, wishes = noWishes): Reached<Algorithms> {
  const kex = chosen('kex', wishes.kex);
  const cipher = chosen('cipher', wishes.cipher);
  const hmac = chosen('hmac', wishes.hmac);
  const serverHostKey = chosen('serverHostKey', wishes.serverHostKey);
  for (const [kind, list] of [
    ['kex', kex],
    ['cipher', cipher],
    ['hmac', hmac],
    ['serverHostKey', serverHostKey],
  ] as const) {
    if (list.length === 0) {
      const sentence = `ssh_config asks for ${words[kind]} ${wishes[kind]}, of which Holdpoint's own client speaks none. Write "transport: openssh" for this target, or widen the list.`;
      return troubled('protocol', sentence);
    }
  }
  const isKnown = (algorithm: string) => knownTypes.has(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
  return reached({
    kex: [...kex],
    cipher: [...cipher],
    hmac: [...hmac],
    compress: ['none'],
    serverHostKey: [...serverHostKey.filter(isKnown), ...serverHostKey.filter((each) => !isKnown(each))],
  });
}

/** `+a,b` adds, `-a` takes away, `^a` puts first, else it is the whole list; patterns as ssh has them. */
function chosen<K extends Kind>(
  kind: K,
  wish: string | null,
): readonly ((typeof usual)[K][number] | (typeof onDemand)[K][number])[] {
  const own: readonly ((typeof usual)[K][number] | (typeof onDemand)[K][number])[] = usual[kind];
  if (wish === null) return own;
  const able = [...own, ...onDemand[kind]];
  const patterns = wish.replace(/^[-+^]/, '').split(',');
  const named = patterns.flatMap((pattern) => able.filter((each) => matchesWildcard(pattern, each)));
  const rest = own.filter((each) => !named.includes(each));
  switch (wish[0]) {
    case '+':
      return [...own, ...named.filter((each) => !own.includes(each))];
    case '-':
      return rest;
    case '^':
      return [...new Set(named), ...rest];
    default:
      return [...new Set(named)];
  }
}
