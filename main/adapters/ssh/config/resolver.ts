import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Log } from '../../../core/ports/log.ts';
import type { Endpoint } from '../endpoint.ts';
import { StartGate } from '../start-gate.ts';
import { type Reached, troubled } from '../trouble.ts';
import { askClient } from './client-answer.ts';
import { ConfigFiles } from './config-files.ts';
import { type Asked, evaluate, type Words } from './evaluate.ts';
import { type Route, routeOf } from './route.ts';
import { settingsOf } from './settings.ts';

export interface ResolverOptions {
  readonly home: string;
  readonly osUser: string;
  /** Left out = what `PATH` finds; null = no client is asked. */
  readonly client?: string | null;
  /** Left out = `~/.ssh/config` and `/etc/ssh/ssh_config`, and the client reads its own. */
  readonly configFile?: string;
  readonly systemConfigFile?: string;
  readonly log: Log;
}

const clientsAtOnce = 8;
const mostHops = 8;

function circles(host: string): string {
  return `The way to ${host} goes through more than ${mostHops} jump hosts, or in circles. Correct jump, or ProxyJump in ssh_config.`;
}

/**
 * What ssh_config makes of an endpoint. We read the files ourselves, which costs nothing for hundreds of targets;
 * `ssh -G` is asked, once for each, only where reading alone cannot tell (decision 0019).
 */
export class Resolver {
  readonly #options: ResolverOptions;
  readonly #files: ConfigFiles;
  readonly #client: string | null;
  readonly #gate = new StartGate(clientsAtOnce);
  #edition = -1;
  #known = new Map<string, Promise<Words>>();

  constructor(options: ResolverOptions) {
    this.#options = options;
    this.#client = options.client === undefined ? findClient() : options.client;
    this.#files = new ConfigFiles({
      home: options.home,
      userFile: options.configFile ?? join(options.home, '.ssh', 'config'),
      systemFile: options.systemConfigFile ?? '/etc/ssh/ssh_config',
    });
  }

  async route(endpoint: Endpoint): Promise<Reached<Route>> {
    const route = await this.#route(endpoint);
    if (!route.ok) return route;
    let hop = route.value.endpoint.jump;
    for (let hops = 0; hop !== null; hops++) {
      if (hops === mostHops) return troubled('unreachable', circles(endpoint.host));
      const next = await this.#route(hop);
      if (!next.ok) return next;
      hop = next.value.endpoint.jump;
    }
    return route;
  }

  async #route(endpoint: Endpoint): Promise<Reached<Route>> {
    const { osUser, home } = this.#options;
    const words = await this.#words({
      host: endpoint.host,
      user: endpoint.stated.user ? endpoint.user : null,
      port: endpoint.stated.port ? endpoint.port : null,
      localUser: osUser,
    });
    return routeOf(endpoint, settingsOf(words), { osUser, home });
  }

  async #words(asked: Asked): Promise<Words> {
    const files = await this.#files.files();
    if (this.#files.edition !== this.#edition) {
      this.#edition = this.#files.edition;
      this.#known = new Map();
    }
    const key = `${asked.user ?? ''}@${asked.host}:${asked.port ?? ''}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const read = evaluate(files, asked);
    const words = read.isBeyond ? this.#ask(asked, read.words) : Promise.resolve(read.words);
    this.#known.set(key, words);
    return words;
  }

  async #ask(asked: Asked, read: Words): Promise<Words> {
    const client = this.#client;
    const isOwnPlace = this.#options.home === process.env.HOME && this.#options.configFile === undefined;
    const file = isOwnPlace ? null : this.#files.places.userFile;
    // A host that begins with a dash would be an option to it; the route refuses it in a moment.
    const mayAsk = client !== null && !asked.host.startsWith('-') && asked.user?.startsWith('-') !== true;
    const words = mayAsk ? await this.#gate.through('client', () => askClient(client, asked, file)) : null;
    if (words === null) this.#options.log.warn('ssh_config could not be understood in full', { host: asked.host });
    return words ?? read;
  }
}

/** The system's OpenSSH client; null = there is none. */
export function findClient(): string | null {
  const name = process.platform === 'win32' ? 'ssh.exe' : 'ssh';
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (folder !== '' && existsSync(path)) return path;
  }
  return null;
}
