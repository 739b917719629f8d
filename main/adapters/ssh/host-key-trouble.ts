import type { Route } from './config/route.ts';
import { authoritiesOf, fingerprintOf, judgeHostKey, type KnownHost, keyTypeOf } from './known-hosts.ts';
import type { Trouble } from './trouble.ts';

/** null = the key is good. */
export function hostKeyTrouble(known: readonly KnownHost[], route: Route, key: Buffer): Trouble | null {
  const verdict = judgeHostKey(known, { name: route.keyName, key });
  const where = `${route.endpoint.host}:${route.endpoint.port}`;
  const shown = `${keyTypeOf(key) ?? 'unknown type'} ${fingerprintOf(key)}`;
  switch (verdict.kind) {
    case 'known':
      return null;
    case 'unknown':
      return { kind: 'host-key', hostKey: 'unknown', sentence: unknownSentence(known, route, shown) };
    case 'changed':
      return {
        kind: 'host-key',
        hostKey: 'changed',
        sentence: `The host key of ${where} HAS CHANGED: it shows ${shown}, known_hosts holds ${verdict.expected.join(', ')}. Somebody may be in between, or the host was rebuilt: ask its owner, and only then correct known_hosts.`,
      };
    case 'revoked':
      return { kind: 'host-key', hostKey: 'changed', sentence: revokedSentence(where, shown) };
  }
}

export function revokedSentence(where: string, shown: string): string {
  return `The host key of ${where} is revoked: ${shown}. Do not connect; ask the server's owner.`;
}

function unknownSentence(known: readonly KnownHost[], route: Route, shown: string): string {
  const { host, port } = route.endpoint;
  const plain = `The host key of ${host}:${port} is not known: ${shown}. Compare the fingerprint with the server's owner, then trust it.`;
  if (authoritiesOf(known, route.keyName).length === 0) return plain;
  return `The host key of ${host}:${port} is not known itself: ${shown}. known_hosts names an authority for it (@cert-authority), and host certificates are checked by the system's ssh only: write "transport: openssh" for this target, or trust the key.`;
}
