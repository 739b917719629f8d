import type { ConnectConfig, ServerHostKeyAlgorithm } from 'ssh2';

/**
 * What we speak, strongest first. No SHA-1, no CBC, no DSA; no chacha20-poly1305, which Electron's BoringSSL lacks.
 */
const algorithms = {
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
  compress: ['none'],
} as const;

const hostKeyAlgorithms: readonly { readonly algorithm: ServerHostKeyAlgorithm; readonly keyType: string }[] = [
  { algorithm: 'ssh-ed25519', keyType: 'ssh-ed25519' },
  { algorithm: 'ecdsa-sha2-nistp256', keyType: 'ecdsa-sha2-nistp256' },
  { algorithm: 'ecdsa-sha2-nistp384', keyType: 'ecdsa-sha2-nistp384' },
  { algorithm: 'ecdsa-sha2-nistp521', keyType: 'ecdsa-sha2-nistp521' },
  { algorithm: 'rsa-sha2-512', keyType: 'ssh-rsa' },
  { algorithm: 'rsa-sha2-256', keyType: 'ssh-rsa' },
];

/** Types we hold a key of come first, else a server with several keys would look changed. */
export function connectAlgorithms(knownTypes: ReadonlySet<string>): NonNullable<ConnectConfig['algorithms']> {
  const known = hostKeyAlgorithms.filter((entry) => knownTypes.has(entry.keyType));
  const others = hostKeyAlgorithms.filter((entry) => !knownTypes.has(entry.keyType));
  return {
    kex: [...algorithms.kex],
    cipher: [...algorithms.cipher],
    hmac: [...algorithms.hmac],
    compress: [...algorithms.compress],
    serverHostKey: [...known, ...others].map((entry) => entry.algorithm),
  };
}
