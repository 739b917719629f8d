/** Why a connection did not come about, as a sentence with cause and next action. */
export interface Trouble {
  readonly kind:
    | 'refused'
    | 'dns'
    | 'unreachable'
    | 'timeout'
    | 'dropped'
    | 'protocol'
    | 'host-key'
    | 'auth'
    | 'identity'
    | 'limit'
    | 'closed';
  readonly sentence: string;
  /** Of a host key: never seen, or not the one that is known (also a revoked one). */
  readonly hostKey?: 'unknown' | 'changed';
}

export type Reached<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly trouble: Trouble };

export function reached<T>(value: T): Reached<T> {
  return { ok: true, value };
}

export function troubled(kind: Trouble['kind'], sentence: string): Reached<never> {
  return { ok: false, trouble: { kind, sentence } };
}

/** The other side, or the way to it, may be well again in a moment; a host that boots refuses logins for a while. */
export function isPassing(trouble: Trouble): boolean {
  return trouble.kind !== 'host-key' && trouble.kind !== 'identity' && trouble.kind !== 'closed';
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Errors of `net` before a connection stands. */
export function socketTrouble(error: unknown, where: string): Reached<never> {
  const code = codeOf(error);
  switch (code) {
    case 'ECONNREFUSED':
      return troubled(
        'refused',
        `${where} refused the connection: nothing listens there. Check port, firewall and that sshd runs.`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
      return troubled(
        'dns',
        `The name in ${where} cannot be resolved (${code}). Check the spelling, the VPN and the name server.`,
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return troubled('unreachable', `There is no route to ${where} (${code}). Check the VPN and the network.`);
    case 'ETIMEDOUT':
      return troubled(
        'timeout',
        `${where} did not answer. Check that the host is up and the firewall lets us through.`,
      );
    case 'ECONNRESET':
    case 'EPIPE':
      return troubled('dropped', `${where} dropped the connection (${code}).`);
    default:
      return troubled('unreachable', `${where} cannot be reached: ${textOf(error)}.`);
  }
}

/** One line, bounded, and read in the order it is written: servers choose these texts. */
export function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .replace(/[^\x20-\x7e\u00a0-\uffff]+|[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/g, ' ')
    .trim()
    .slice(0, 300);
}
