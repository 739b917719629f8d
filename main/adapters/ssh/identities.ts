import { join } from 'node:path';
import type { Log } from '../../core/ports/log.ts';
import { agentKeys } from './agent-client.ts';
import { type AuthOffer, type AuthWay, offer } from './auth-way.ts';
import { type Certificate, parseCertificate } from './certificate.ts';
import type { Route } from './config/route.ts';
import { nameOf } from './endpoint.ts';
import { certificateIn, KeyFiles, publicBlobBeside } from './key-files.ts';
import type { PersonAnswers } from './person-answers.ts';
import { agentSigner, privateKeySigner, type Signer, SigningAgent } from './signing-agent.ts';
import { type Reached, reached } from './trouble.ts';
import { typedWays } from './typed-ways.ts';

export interface IdentityOptions {
  readonly home: string;
  readonly agentSocket: string | null;
  readonly answers: PersonAnswers;
  /** false = nobody can be asked for a password or a code. */
  readonly canAsk: boolean;
  readonly log: Log;
}

const usualFiles = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

interface HeldKey {
  readonly socket: string;
  readonly publicBlob: Buffer;
  readonly certificate: Certificate | null;
  readonly comment: string;
}

/** The ways a person could log in, in the order they are tried. */
export class Identities {
  readonly #options: IdentityOptions;
  readonly #files: KeyFiles;

  constructor(options: IdentityOptions) {
    this.#options = options;
    this.#files = new KeyFiles(options.answers);
  }

  /** Is a person being asked just now? */
  get isAsking(): boolean {
    return this.#options.answers.isAsking;
  }

  /**
   * The target's own file; then what ssh_config names, signed by the agent where it holds the key; the agent's other
   * keys; the usual files; at last what a person types.
   */
  async ways(route: Route): Promise<Reached<readonly AuthWay[]>> {
    const { settings, endpoint } = route;
    const own = endpoint.identity === null ? [] : [this.#expand(endpoint.identity)];
    for (const path of own) {
      const key = await this.#files.key(path);
      if (!key.ok) return key;
    }
    const named = settings.identityFiles.map((path) => this.#expand(route.expand(path)));
    const usual =
      settings.identityFiles.length > 0 ? [] : usualFiles.map((file) => join(this.#options.home, '.ssh', file));
    const certificates = await this.#certificates(route);
    const held = settings.mayUse.publicKey ? await this.#held(route) : [];
    const [wanted, others] = await partedBy(held, [...own, ...named]);
    const fileWays = (paths: readonly string[]) => paths.flatMap((path) => this.#fileWays(path, certificates));
    const keyWays = [
      ...fileWays(own),
      ...certificates.flatMap((certificate) => heldFor(certificate, held)),
      ...wanted.map(heldWay),
      ...fileWays(named),
      ...(settings.isIdentitiesOnly ? [] : others.map(heldWay)),
      ...fileWays(usual),
    ];
    return reached([...(settings.mayUse.publicKey ? keyWays : []), ...this.#typed(route)]);
  }

  #typed({ settings, endpoint }: Route): readonly AuthWay[] {
    if (!this.#options.canAsk) return [];
    const { mayUse, preferred } = settings;
    return typedWays(this.#options.answers, nameOf(endpoint))
      .filter((way) => (way.kind === 'password' ? mayUse.password : mayUse.keyboard))
      .filter((way) => preferred === null || preferred.includes(way.kind))
      .sort((a, b) => (preferred === null ? 0 : preferred.indexOf(a.kind) - preferred.indexOf(b.kind)));
  }

  async #certificates(route: Route): Promise<readonly Certificate[]> {
    const paths = route.settings.certificateFiles.map((path) => this.#expand(route.expand(path)));
    const found = await Promise.all(paths.map(certificateIn));
    return found.filter((certificate) => certificate !== null);
  }

  async #held({ settings }: Route): Promise<readonly HeldKey[]> {
    const socket = this.#agentOf(settings.identityAgent);
    if (socket === null) return [];
    const keys = await agentKeys(socket);
    if (!keys.ok) {
      this.#options.log.info('The agent is not used', { socket, because: keys.trouble.sentence });
      return [];
    }
    return keys.value.map(({ blob, comment }) => {
      const certificate = parseCertificate(blob);
      return { socket, publicBlob: certificate?.publicBlob ?? blob, certificate, comment };
    });
  }

  #agentOf(named: string | null): string | null {
    if (named === null || named === 'SSH_AUTH_SOCK') return this.#options.agentSocket;
    if (named.toLowerCase() === 'none') return null;
    return named.startsWith('$') ? (process.env[named.slice(1)] ?? null) : this.#expand(named);
  }

  /** The key with its certificate first, where one lies beside it or was named. */
  #fileWays(path: string, named: readonly Certificate[]): readonly AuthWay[] {
    const key = () => this.#files.key(path);
    const certified = async (): Promise<AuthOffer> => {
      const beside = await certificateIn(`${path}-cert.pub`);
      if (beside === null && named.length === 0) return skip('there is no certificate');
      const opened = await key();
      if (!opened.ok) return skip(opened.trouble.sentence);
      const publicBlob = opened.value.getPublicSSH();
      const certificate = [beside, ...named].find((each) => each?.publicBlob.equals(publicBlob) === true) ?? null;
      if (certificate === null) return skip('there is no certificate');
      return certifiedOffer({ publicBlob, certificate, sign: privateKeySigner(opened.value) });
    };
    const plain = async (username: string): Promise<AuthOffer> => {
      const opened = await key();
      if (opened.ok) return offer({ type: 'publickey', username, key: opened.value });
      this.#options.log.info('A key file is not used', { path, because: opened.trouble.sentence });
      return skip(opened.trouble.sentence);
    };
    const about = { kind: 'publickey', tries: 1, asks: true } as const;
    return [
      {
        ...about,
        name: `certificate of ${path}`,
        method: (user) => certified().then((found) => withUser(found, user)),
      },
      { ...about, name: `key ${path}`, method: plain },
    ];
  }

  #expand(path: string): string {
    return path.startsWith('~/') ? join(this.#options.home, path.slice(2)) : path;
  }
}

function skip(because: string): AuthOffer {
  return { kind: 'skip', because };
}

/** An expired certificate is refused without a word: say it instead of offering it. */
function certifiedOffer(signer: Signer): AuthOffer {
  const { certificate } = signer;
  const now = Date.now();
  if (certificate !== null && (now < certificate.validFromMs || now > certificate.validUntilMs)) {
    const until = new Date(Math.min(certificate.validUntilMs, 8.64e15)).toISOString();
    return skip(`the certificate "${certificate.id}" is not valid now (until ${until})`);
  }
  const agent = SigningAgent.of(signer);
  return agent === null ? skip('a key of this type cannot be used') : offer({ type: 'agent', username: '', agent });
}

function withUser(found: AuthOffer, username: string): AuthOffer {
  return found.kind === 'offer' ? offer({ ...found.method, username }) : found;
}

function heldWay(key: HeldKey): AuthWay {
  const { socket, publicBlob, certificate, comment } = key;
  const blob = certificate?.blob ?? publicBlob;
  return agentWay(`agent (${comment})`, { publicBlob, certificate, sign: agentSigner(socket, blob) });
}

/** A certificate in a file for a key only the agent holds. */
function heldFor(certificate: Certificate, held: readonly HeldKey[]): readonly AuthWay[] {
  const key = held.find((each) => each.certificate === null && each.publicBlob.equals(certificate.publicBlob));
  if (key === undefined) return [];
  const { publicBlob, socket, comment } = key;
  return [
    agentWay(`certificate of agent (${comment})`, { publicBlob, certificate, sign: agentSigner(socket, publicBlob) }),
  ];
}

function agentWay(name: string, signer: Signer): AuthWay {
  const method = async (username: string) => withUser(certifiedOffer(signer), username);
  return { kind: 'publickey', name, tries: 1, asks: false, method };
}

async function partedBy(
  held: readonly HeldKey[],
  paths: readonly string[],
): Promise<readonly [wanted: readonly HeldKey[], others: readonly HeldKey[]]> {
  if (held.length === 0) return [[], []];
  const blobs = (await Promise.all(paths.map(publicBlobBeside))).filter((blob) => blob !== null);
  const isWanted = (key: HeldKey) => blobs.some((blob) => blob.equals(key.publicBlob));
  return [held.filter(isWanted), held.filter((key) => !isWanted(key))];
}
