import type { Words } from './evaluate.ts';

/** What the user's ssh_config says for one host; null or empty = nothing. */
export interface Settings {
  readonly hostName: string | null;
  readonly user: string | null;
  readonly port: number | null;
  readonly identityFiles: readonly string[];
  readonly certificateFiles: readonly string[];
  readonly isIdentitiesOnly: boolean;
  /** A socket's path; `none` = no agent. */
  readonly identityAgent: string | null;
  readonly proxyJump: string | null;
  readonly proxyCommand: string | null;
  readonly userKnownHosts: readonly string[] | null;
  readonly globalKnownHosts: readonly string[] | null;
  readonly hostKeyAlias: string | null;
  /** Lists as written, with `+`, `-` or `^` before them. */
  readonly algorithms: AlgorithmWishes;
  readonly connectMs: number | null;
  readonly keepAliveMs: number | null;
  readonly keepAliveCount: number | null;
  readonly preferred: readonly string[] | null;
  readonly mayUse: { readonly publicKey: boolean; readonly password: boolean; readonly keyboard: boolean };
  /** What is set and only the system's client can do, as a person names it. */
  readonly onlyByClient: readonly string[];
}

export interface AlgorithmWishes {
  readonly kex: string | null;
  readonly cipher: string | null;
  readonly hmac: string | null;
  readonly serverHostKey: string | null;
}

export function settingsOf(words: Words): Settings {
  const first = (word: string) => words.get(word)?.[0] ?? null;
  const unlessNone = (word: string) => (first(word)?.toLowerCase() === 'none' ? null : first(word));
  const list = (word: string) => (words.get(word) ?? []).filter((value) => value.toLowerCase() !== 'none');
  const isNo = (word: string) => first(word)?.toLowerCase() === 'no';
  return {
    hostName: first('hostname'),
    user: first('user'),
    port: wholeNumber(first('port')),
    identityFiles: list('identityfile'),
    certificateFiles: list('certificatefile'),
    isIdentitiesOnly: first('identitiesonly')?.toLowerCase() === 'yes',
    identityAgent: first('identityagent'),
    ...wayThere(words),
    userKnownHosts: words.has('userknownhostsfile') ? list('userknownhostsfile') : null,
    globalKnownHosts: words.has('globalknownhostsfile') ? list('globalknownhostsfile') : null,
    hostKeyAlias: unlessNone('hostkeyalias'),
    algorithms: {
      kex: first('kexalgorithms'),
      cipher: first('ciphers'),
      hmac: first('macs'),
      serverHostKey: first('hostkeyalgorithms'),
    },
    connectMs: inMs(first('connecttimeout')),
    keepAliveMs: inMs(first('serveraliveinterval')),
    keepAliveCount: wholeNumber(first('serveralivecountmax')),
    preferred: first('preferredauthentications')?.split(',') ?? null,
    mayUse: {
      publicKey: !isNo('pubkeyauthentication'),
      password: !isNo('passwordauthentication'),
      keyboard: !isNo('kbdinteractiveauthentication') && !isNo('challengeresponseauthentication'),
    },
    onlyByClient: onlyByClient(words),
  };
}

/** Of the two that say how to get there, the one written first counts. */
function wayThere(words: Words): Pick<Settings, 'proxyJump' | 'proxyCommand'> {
  const word = [...words.keys()].find((each) => each === 'proxyjump' || each === 'proxycommand');
  const value = word === undefined ? null : (words.get(word)?.[0] ?? null);
  return { proxyJump: word === 'proxyjump' ? value : null, proxyCommand: word === 'proxycommand' ? value : null };
}

function onlyByClient(words: Words): readonly string[] {
  const found: string[] = [];
  const first = (word: string) => words.get(word)?.[0] ?? 'none';
  if (first('pkcs11provider') !== 'none') found.push('PKCS11Provider');
  if (first('knownhostscommand') !== 'none') found.push('KnownHostsCommand');
  if (first('proxyusefdpass') === 'yes') found.push('ProxyUseFdpass');
  const preferred = words.get('preferredauthentications')?.[0]?.split(',') ?? [];
  if (preferred.length > 0 && preferred.every((method) => /^(gssapi|hostbased)/.test(method))) {
    found.push(`PreferredAuthentications ${preferred.join(',')}`);
  }
  return found;
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

const unitMs: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000 };

/** `30`, `5m`; `none` and 0 = nothing. */
function inMs(text: string | null): number | null {
  const [, amount, unit = ''] = /^(\d{1,6})([smh]?)$/i.exec(text ?? '') ?? [];
  const ms = Number(amount ?? 0) * (unitMs[unit.toLowerCase()] ?? 0);
  return ms > 0 ? ms : null;
}
