import { createHash } from 'node:crypto';
import { type Reached, reached, textOf } from '../trouble.ts';
import type { Refusal, RemoteFile, RemoteLook, RemoteSide, RemoteSink } from './remote-side.ts';
import type { SftpClient } from './sftp-client.ts';
import {
  CREATE,
  END_OF_FILE,
  NO_SUCH_FILE,
  noAttributes,
  OK,
  ownership,
  PERMISSION_DENIED,
  permissions,
  READ,
  type Reply,
  requests,
  TRUNCATE,
  text,
  UNSUPPORTED,
  u32,
  u64,
  WRITE,
} from './sftp-packets.ts';
import type { Place } from './shell-side.ts';

const READ_PIECE = 32 * 1024;
const READS_AT_ONCE = 64;

/** The destination as SFTP names it: relative paths begin at the account's home. */
export function sftpPaths({ to, partName }: Place): Readonly<Record<RemoteFile, string>> {
  const destination = to.startsWith('~/') ? to.slice(2) : to;
  const slash = destination.lastIndexOf('/');
  return { destination, part: slash < 0 ? partName : `${destination.slice(0, slash)}/${partName}` };
}

/** What SFTP alone can tell and do: for servers that give no shell. */
export class SftpSide implements RemoteSide {
  readonly #client: SftpClient;
  readonly #paths: Readonly<Record<RemoteFile, string>>;

  constructor(client: SftpClient, paths: Readonly<Record<RemoteFile, string>>) {
    this.#client = client;
    this.#paths = paths;
  }

  get canReplace(): boolean {
    return this.#client.abilities.replaces;
  }

  async look(): Promise<Reached<RemoteLook>> {
    const destination = await this.#client.ask(requests.lstat, text(this.#paths.destination));
    if (!destination.ok) return destination;
    const part = await this.#client.ask(requests.lstat, text(this.#paths.part));
    if (!part.ok) return part;
    const there = attributesOf(destination.value);
    const left = attributesOf(part.value);
    const mode = there?.mode ?? null;
    return reached({
      destination: kindOf(destination.value),
      bytes: there?.size ?? null,
      mode: mode === null ? null : (mode & 0o7777).toString(8).padStart(4, '0'),
      owner: there?.owner == null ? null : `${there.owner.uid}:${there.owner.gid}`,
      part: left === null ? null : kindOf(part.value) === 'file' ? left.size : 'strange',
      folder: 'unknown',
      freeKiB: null,
      newMode: '0644',
      login: null,
    });
  }

  async digest(of: RemoteFile): Promise<Reached<string | null>> {
    const opened = await this.#client.ask(requests.open, text(this.#paths[of]), u32(READ), noAttributes);
    if (!opened.ok) return opened;
    if (opened.value.kind !== 'handle') return reached(null);
    const digest = await this.#digestOf(opened.value.handle);
    await this.#client.ask(requests.close, text(opened.value.handle));
    return digest;
  }

  /** Read back and hashed here: slow, and as good as any. Reads go out side by side and are hashed in order. */
  async #digestOf(handle: Buffer): Promise<Reached<string | null>> {
    const hash = createHash('sha256');
    const reads: Promise<Reached<Reply>>[] = [];
    let asked = 0;
    let hashed = 0;
    for (;;) {
      while (reads.length < READS_AT_ONCE) {
        reads.push(this.#client.ask(requests.read, text(handle), u64(asked), u32(READ_PIECE)));
        asked += READ_PIECE;
      }
      const reply = await reads.shift();
      if (reply === undefined || !reply.ok) return reply ?? reached(null);
      if (reply.value.kind === 'status') {
        await Promise.all(reads);
        return reached(reply.value.code === END_OF_FILE ? hash.digest('hex') : null);
      }
      // A server that gives nothing, or more than was asked for, would be read for ever.
      if (reply.value.kind !== 'data' || reply.value.bytes.length === 0) return reached(null);
      if (reply.value.bytes.length > READ_PIECE) return reached(null);
      hash.update(reply.value.bytes);
      hashed += reply.value.bytes.length;
      if (reply.value.bytes.length === READ_PIECE) continue;
      // A short read: the end, or a server that gives less at a time. What was asked beyond it is asked anew.
      await Promise.all(reads.splice(0));
      asked = hashed;
    }
  }

  setMode(of: RemoteFile, mode: string): Promise<Reached<Refusal>> {
    return this.#set(of, permissions(Number.parseInt(mode, 8)));
  }

  async setOwner(of: RemoteFile, owner: string): Promise<Reached<Refusal>> {
    const [, uid, gid] = /^(\d+):(\d+)$/.exec(owner) ?? [];
    if (uid === undefined || gid === undefined)
      return reached('without a shell on the target only numbers (1000:1000) can be set');
    return this.#set(of, ownership({ uid: Number(uid), gid: Number(gid) }));
  }

  async move(): Promise<Reached<Refusal>> {
    const names = [text(this.#paths.part), text(this.#paths.destination)];
    if (!this.#client.abilities.replaces) {
      return refusalOf(await this.#client.ask(requests.rename, ...names));
    }
    return refusalOf(await this.#client.extended('posix-rename@openssh.com', ...names));
  }

  async drop(): Promise<Reached<Refusal>> {
    const reply = await this.#client.ask(requests.remove, text(this.#paths.part));
    if (reply.ok && reply.value.kind === 'status' && reply.value.code === NO_SUCH_FILE) return reached(null);
    return refusalOf(reply);
  }

  async linkTarget(): Promise<Reached<string>> {
    const reply = await this.#client.ask(requests.readlink, text(this.#paths.destination));
    if (!reply.ok) return reply;
    return reached(reply.value.kind === 'name' ? textOf(reply.value.name) : '');
  }

  close(): void {
    this.#client.close();
  }

  async #set(of: RemoteFile, attributes: Buffer): Promise<Reached<Refusal>> {
    return refusalOf(await this.#client.ask(requests.setstat, text(this.#paths[of]), attributes));
  }
}

/** The temporary file, open for writing from `from` on; a refusal in words where the server does not open it. */
export async function openSftpSink(
  client: SftpClient,
  path: string,
  from: number,
): Promise<Reached<RemoteSink | string>> {
  const flags = WRITE | CREATE | (from === 0 ? TRUNCATE : 0);
  // Nobody else reads what is not whole yet.
  const opened = await client.ask(requests.open, text(path), u32(flags), permissions(0o600));
  if (!opened.ok) return opened;
  if (opened.value.kind !== 'handle') return reached(wordsOf(opened.value));
  const { handle } = opened.value;
  return reached({
    pieceBytes: client.abilities.writeBytes,
    write: async (offset, bytes) =>
      refusalOf(await client.ask(requests.write, Buffer.concat([text(handle), u64(offset), u32(bytes.length)]), bytes)),
    finish: async () => {
      const synced = client.abilities.syncs
        ? refusalOf(await client.extended('fsync@openssh.com', text(handle)))
        : reached(null);
      const closed = refusalOf(await client.ask(requests.close, text(handle)));
      return synced.ok && synced.value === null ? closed : synced;
    },
    // Its channel is whoever leased it's to close, and takes an open handle along.
    close: () => {},
  });
}

function attributesOf(reply: Reply) {
  return reply.kind === 'attributes' ? reply.attributes : null;
}

const FILE_TYPE = 0o170000;

function kindOf(reply: Reply): RemoteLook['destination'] {
  if (reply.kind !== 'attributes') return 'none';
  switch ((reply.attributes.mode ?? 0o100000) & FILE_TYPE) {
    case 0o100000:
      return 'file';
    case 0o040000:
      return 'folder';
    case 0o120000:
      return 'link';
    default:
      return 'other';
  }
}

function refusalOf(reply: Reached<Reply>): Reached<Refusal> {
  if (!reply.ok) return reply;
  if (reply.value.kind === 'status' && reply.value.code === OK) return reached(null);
  return reached(wordsOf(reply.value));
}

function wordsOf(reply: Reply): string {
  if (reply.kind !== 'status') return 'the server answered something else';
  if (reply.code === PERMISSION_DENIED) return 'permission denied';
  if (reply.code === NO_SUCH_FILE) return 'no such file or folder';
  if (reply.code === UNSUPPORTED) return 'the server does not do that';
  const said = textOf(reply.message).slice(0, 200);
  return said === '' || said === 'Failure' ? 'the server says no more than "failure"' : said;
}
