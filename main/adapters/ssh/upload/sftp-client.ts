import type { Channel } from '../link.ts';
import { type Reached, reached, troubled } from '../trouble.ts';
import { Fields, head, type Reply, replyOf, requests, text, u32 } from './sftp-packets.ts';

/** What the server said it can beyond the protocol's third version. */
export interface SftpAbilities {
  readonly replaces: boolean;
  readonly syncs: boolean;
  /** Bytes of one write it takes. */
  readonly writeBytes: number;
}

/** Every server takes this much (the draft: packets of 34,000 bytes). */
const COMMON_WRITE_BYTES = 32 * 1024;
const MOST_WRITE_BYTES = 256 * 1024 - 1024;
/** No answer of a server that we ask for is longer; a longer one is a defect or an attack. */
const LONGEST_PACKET = 512 * 1024;

/** A request that a server sits on for so long (a disk that hangs) is given up with its channel. */
const STALL_MS = 120_000;

const cut = () => troubled('dropped', 'The connection was cut while files were spoken about.');
const noSftp = () => troubled('refused', 'The server does not speak SFTP.');

/** Names of what it can; null = lengths that lie. */
function extensionsIn(hello: Fields): ReadonlySet<string> | null {
  try {
    const known = new Set<string>();
    hello.u32();
    while (!hello.isEmpty) {
      known.add(hello.bytes().toString('latin1'));
      hello.bytes();
    }
    return known;
  } catch {
    return null;
  }
}

/** Requests and answers of one SFTP channel, as many on their way as the caller likes. */
export class SftpClient {
  readonly #channel: Channel;
  readonly #waiting = new Map<number, (reply: Reached<Reply>) => void>();
  #pieces: Buffer[] = [];
  #length = 0;
  /** Bytes of the packet that has begun; 0 = not known yet. */
  #wanted = 0;
  #next = 1;
  #isOver = false;
  readonly #stallMs: number;
  #stalled: NodeJS.Timeout | undefined;
  #greeted: ((version: Reached<Fields>) => void) | null = null;
  abilities: SftpAbilities = { replaces: false, syncs: false, writeBytes: COMMON_WRITE_BYTES };

  private constructor(channel: Channel, stallMs: number) {
    this.#channel = channel;
    this.#stallMs = stallMs;
    channel.stderr.resume();
    channel.on('data', (bytes: Buffer) => this.#feed(bytes));
    channel.once('close', () => this.#end());
    channel.once('end', () => this.#end());
  }

  /** Agrees on the version and learns what the server can. */
  static async open(channel: Channel, withinMs: number, stallMs = STALL_MS): Promise<Reached<SftpClient>> {
    const client = new SftpClient(channel, stallMs);
    const timer = setTimeout(() => client.close(), withinMs);
    const greeting = await client.#greet();
    const isUnderstood = greeting.ok && (await client.#learn(greeting.value));
    clearTimeout(timer);
    if (isUnderstood) return reached(client);
    client.close();
    return greeting.ok ? noSftp() : greeting;
  }

  /** Resolves with the server's answer, or with a trouble when the channel is gone. */
  ask(type: number, ...parts: readonly Uint8Array[]): Promise<Reached<Reply>> {
    if (this.#isOver) return Promise.resolve(cut());
    const id = this.#next;
    this.#next = (this.#next + 1) >>> 0;
    const bodyBytes = parts.reduce((sum, part) => sum + part.length, 0);
    this.#channel.write(head(type, id, bodyBytes));
    for (const part of parts) this.#channel.write(part);
    this.#stalled ??= setTimeout(() => this.close(), this.#stallMs);
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  extended(name: string, ...parts: readonly Uint8Array[]): Promise<Reached<Reply>> {
    return this.ask(requests.extended, text(name), ...parts);
  }

  close(): void {
    this.#end();
    this.#channel.end();
    this.#channel.close();
  }

  #greet(): Promise<Reached<Fields>> {
    const hello = new Promise<Reached<Fields>>((resolve) => {
      this.#greeted = resolve;
    });
    // The one packet without a number.
    this.#channel.write(Buffer.concat([u32(5), Buffer.from([requests.init]), u32(3)]));
    return hello;
  }

  /** False = what it says of itself is no greeting. */
  async #learn(hello: Fields): Promise<boolean> {
    const known = extensionsIn(hello);
    if (known === null) return false;
    const limit = known.has('limits@openssh.com') ? await this.#writeLimit() : COMMON_WRITE_BYTES;
    this.abilities = {
      replaces: known.has('posix-rename@openssh.com'),
      syncs: known.has('fsync@openssh.com'),
      writeBytes: Math.min(Math.max(limit, COMMON_WRITE_BYTES), MOST_WRITE_BYTES),
    };
    return true;
  }

  async #writeLimit(): Promise<number> {
    const reply = await this.extended('limits@openssh.com');
    // Four numbers of eight bytes.
    if (!reply.ok || reply.value.kind !== 'extended' || reply.value.bytes.length < 32) return COMMON_WRITE_BYTES;
    const fields = new Fields(reply.value.bytes);
    fields.u64();
    fields.u64();
    return fields.u64();
  }

  #feed(bytes: Buffer): void {
    if (this.#isOver) return;
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    try {
      while (this.#takePacket()) {
        // Each call takes one.
      }
    } catch {
      // Nonsense after the greeting, or a banner where the protocol should be: nothing more can be read from it.
      this.close();
    }
  }

  #takePacket(): boolean {
    // Joined once for a packet: a server may send it a byte at a time.
    if (this.#length < Math.max(5, this.#wanted)) return false;
    const all = this.#pieces.length === 1 ? this.#pieces[0] : Buffer.concat(this.#pieces);
    if (all === undefined) return false;
    this.#pieces = [all];
    const length = all.readUInt32BE(0);
    if (length < 1 || length > LONGEST_PACKET) throw new RangeError('no packet of this protocol');
    this.#wanted = 4 + length;
    if (all.length < this.#wanted) return false;
    this.#wanted = 0;
    const rest = all.subarray(4 + length);
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    this.#packet(new Fields(all.subarray(4, 4 + length)));
    return true;
  }

  #packet(fields: Fields): void {
    const type = fields.u8();
    if (this.#greeted !== null) {
      const greeted = this.#greeted;
      this.#greeted = null;
      if (type !== 2) throw new RangeError('no greeting');
      greeted(reached(fields));
      return;
    }
    const id = fields.u32();
    const answer = this.#waiting.get(id);
    const reply = replyOf(type, fields);
    if (answer === undefined || reply === null) throw new RangeError('an answer nobody waits for');
    this.#waiting.delete(id);
    clearTimeout(this.#stalled);
    this.#stalled = this.#waiting.size === 0 ? undefined : setTimeout(() => this.close(), this.#stallMs);
    answer(reached(reply));
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#pieces = [];
    clearTimeout(this.#stalled);
    this.#greeted?.(noSftp());
    this.#greeted = null;
    for (const answer of this.#waiting.values()) answer(cut());
    this.#waiting.clear();
  }
}
