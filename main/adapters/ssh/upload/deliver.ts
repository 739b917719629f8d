import type { UploadRequest } from '../../../core/ports/uploader.ts';
import { type Reached, reached } from '../trouble.ts';
import type { LocalFile } from './local-file.ts';
import type { Refusal, RemoteFile, RemoteLook, RemoteSide, RemoteSink } from './remote-side.ts';
import { type Sent, sendFile } from './send-file.ts';

/** How one contact ended, when contact was not lost. */
export type Delivery =
  | { readonly kind: 'there'; readonly note: string | null }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'refused'; readonly reason: string };

export interface Delivering {
  readonly request: UploadRequest;
  readonly file: LocalFile;
  readonly side: RemoteSide;
  readonly signal: AbortSignal;
  /** A string = why the target does not open the temporary file. */
  openSink(from: number): Promise<Reached<RemoteSink | string>>;
  progress(doneBytes: number): void;
  /** From here on the destination may be the new file. */
  moving(): void;
}

const there = (note: string | null): Reached<Delivery> => reached({ kind: 'there', note });
const refused = (reason: string): Reached<Delivery> => reached({ kind: 'refused', reason });
const stopped: Reached<Delivery> = reached({ kind: 'stopped' });

/**
 * Brings the bytes to their place: sent beside it, compared there, dressed, and only then given the name. Until that
 * moment the destination is what it was, so everything before may be cut, left and done again.
 */
export async function deliver(job: Delivering, look: RemoteLook): Promise<Reached<Delivery>> {
  const { side } = job;
  const has = await isThere(job, look);
  if (!has.ok) return has;
  if (has.value) return dressed(job, look, 'destination');
  const obstacle = await obstacleAt(job, look);
  if (!obstacle.ok) return obstacle;
  if (obstacle.value !== null) return refused(obstacle.value);
  const sent = await sendRest(job, look);
  if (!sent.ok) return sent;
  if (sent.value !== null) return withoutTraces(side, sent.value);
  const arrived = await compare(job);
  if (!arrived.ok) return arrived;
  if (arrived.value !== null) return withoutTraces(side, arrived.value);
  if (job.signal.aborted) return stopped;
  const clothed = await dressed(job, look, 'part');
  if (!clothed.ok) return clothed;
  if (clothed.value.kind !== 'there') return withoutTraces(side, clothed.value);
  return moved(job, clothed.value.note);
}

/** Does the destination hold what is to be sent? */
export async function isThere(
  { request, side }: Pick<Delivering, 'request' | 'side'>,
  look: RemoteLook,
): Promise<Reached<boolean>> {
  if (look.destination !== 'file' || look.bytes !== request.source.bytes) return reached(false);
  const digest = await side.digest('destination');
  return digest.ok ? reached(digest.value === request.source.sha256) : digest;
}

/** What stands in the way before a byte is sent, as a sentence. */
async function obstacleAt({ request, side }: Delivering, look: RemoteLook): Promise<Reached<Refusal>> {
  const { to, source } = request;
  const folder = to.slice(0, to.lastIndexOf('/')) || '/';
  if (look.destination === 'folder') return reached(`${to} is a folder. Name the file in it.`);
  if (look.destination === 'other')
    return reached(`${to} is a device, a pipe or a socket. It is not replaced by a file.`);
  if (look.destination === 'link') {
    const target = await side.linkTarget();
    if (!target.ok) return target;
    return reached(
      `${to} is a symbolic link to ${target.value || 'another file'}. Name that file, or remove the link: a link is not replaced by a file.`,
    );
  }
  if (look.folder === 'missing')
    return reached(`The folder ${folder} does not exist on the target. Make it in a step before.`);
  if (look.folder === 'read-only') {
    return reached(
      `This account may not write in ${folder}. Upload to a folder of its own, or let its owner grant it.`,
    );
  }
  if (look.part === 'strange') return reached('The name of the temporary file is taken by something that is no file.');
  const needed = source.bytes - (look.part ?? 0);
  if (look.freeKiB === null || look.freeKiB * 1024 >= needed) return reached(null);
  return reached(
    `${folder} has ${sizeText(look.freeKiB * 1024)} free and ${sizeText(needed)} are needed. Nothing was sent.`,
  );
}

/** From where on a file is sent: what an earlier try left is kept as far as it is the same. */
async function startOf({ request, side, file, signal }: Delivering, { part }: RemoteLook): Promise<Reached<number>> {
  if (typeof part !== 'number' || part === 0) return reached(0);
  if (part <= request.source.bytes) {
    const [remote, local] = await Promise.all([side.digest('part'), file.digest(part, signal)]);
    if (!remote.ok) return remote;
    if (remote.value !== null && remote.value === local) return reached(part);
  }
  const dropped = await side.drop();
  return dropped.ok ? reached(0) : dropped;
}

/** null = all of it was sent. */
async function sendRest(job: Delivering, look: RemoteLook): Promise<Reached<Delivery | null>> {
  const { request, file, signal } = job;
  const from = await startOf(job, look);
  if (!from.ok) return from;
  if (signal.aborted) return reached({ kind: 'stopped' });
  job.progress(from.value);
  const sink = await job.openSink(from.value);
  if (!sink.ok) return sink;
  if (typeof sink.value === 'string') {
    return reached({
      kind: 'refused',
      reason: `The target does not let us write beside ${request.to}: ${sink.value}.`,
    });
  }
  const opened = sink.value;
  try {
    const bytes = request.source.bytes;
    const sent = await sendFile({ file, sink: opened, from: from.value, bytes, signal, progress: job.progress });
    if (!sent.ok) return sent;
    if (sent.value !== 'sent') return reached(await unsent(job, sent.value));
    const finished = await opened.finish();
    if (!finished.ok) return finished;
    return reached(finished.value === null ? null : await unsent(job, { refusal: finished.value }));
  } finally {
    opened.close();
  }
}

async function unsent({ request, side }: Delivering, why: Exclude<Sent, 'sent'>): Promise<Delivery> {
  if (why === 'stopped') return { kind: 'stopped' };
  const { path } = request.source;
  if (why === 'shorter')
    return { kind: 'refused', reason: `${path} became shorter while it was sent. ${untouched(request)}` };
  const look = await side.look();
  const isFull = look.ok && look.value.freeKiB !== null && look.value.freeKiB < 1024;
  const cause = isFull ? 'its disk is full' : why.refusal;
  return { kind: 'refused', reason: `The target could not take the rest of the file: ${cause}. ${untouched(request)}` };
}

/** null = what lies there is what was to be sent. */
async function compare({ request, side, file, signal }: Delivering): Promise<Reached<Delivery | null>> {
  const { sha256, bytes, path } = request.source;
  const arrived = await side.digest('part');
  if (!arrived.ok) return arrived;
  if (arrived.value === sha256) return reached(null);
  if (arrived.value === null) {
    return reached({
      kind: 'refused',
      reason: `What arrived could not be compared: the target cannot read it back. ${untouched(request)}`,
    });
  }
  const now = await file.digest(bytes, signal);
  if (signal.aborted) return reached({ kind: 'stopped' });
  const reason =
    now === sha256
      ? `What arrived is not what was sent: SHA-256 ${arrived.value} instead of ${sha256}. ${untouched(request)}`
      : `${path} changed while it was sent: SHA-256 ${sha256} when the run was set up, ${now ?? 'shorter'} now. ${untouched(request)}`;
  return reached({ kind: 'refused', reason });
}

/** Mode and owner: as asked for, else those of the file that is replaced, else those of a new file. */
async function dressed(job: Delivering, look: RemoteLook, of: RemoteFile): Promise<Reached<Delivery>> {
  const { request, side } = job;
  const isThere = of === 'destination';
  const keptOwner = isThere || look.owner === look.login ? null : look.owner;
  const owner = request.owner ?? keptOwner;
  let note: string | null = isThere ? 'The target held it already: nothing was sent.' : null;
  if (owner !== null) {
    const set = await side.setOwner(of, owner);
    if (!set.ok) return set;
    if (set.value !== null && request.owner !== null) return refused(ownerRefused(request, set.value));
    if (set.value !== null) note = `It belonged to ${look.owner} before and belongs to the account that logs in now.`;
  }
  // After the owner: a change of owner takes set-user-id bits away.
  const mode = request.mode ?? (isThere ? null : (look.mode ?? look.newMode));
  if (mode === null) return there(note);
  const set = await side.setMode(of, mode);
  if (!set.ok) return set;
  return set.value === null
    ? there(note)
    : refused(`Its mode could not be set to ${mode}: ${set.value}. ${untouched(request)}`);
}

function ownerRefused(request: UploadRequest, why: string): string {
  return `It could not be given to ${request.owner}: ${why}. Log in as root, let this account run chown by sudo without a password, or leave owner out and install the file in a step with runAs. ${untouched(request)}`;
}

async function moved(job: Delivering, note: string | null): Promise<Reached<Delivery>> {
  job.moving();
  const moved = await job.side.move();
  if (!moved.ok) return moved;
  if (moved.value === null) return there(note);
  const reason = `${job.request.to} could not be replaced: ${moved.value}. ${untouched(job.request)}`;
  return withoutTraces(job.side, { kind: 'refused', reason });
}

/** What a refused upload left is taken back; one that was stopped is whoever stopped it's to clear. */
async function withoutTraces(side: RemoteSide, delivery: Delivery): Promise<Reached<Delivery>> {
  if (delivery.kind === 'refused') await side.drop();
  return reached(delivery);
}

function untouched({ to }: UploadRequest): string {
  return `${to} is as it was.`;
}

export function sizeText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}
