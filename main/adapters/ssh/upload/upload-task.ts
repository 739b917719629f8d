import type { AttemptOutcome } from '../../../../contract/events.ts';
import type { UploadMessage, UploadRequest, UploadTask } from '../../../core/ports/uploader.ts';
import type { ConnectionPool, Lease } from '../connection-pool.ts';
import { ContactWatch } from '../contact-watch.ts';
import type { Endpoint } from '../endpoint.ts';
import { openLeasedChannel } from '../leased-channel.ts';
import { type Limits, longestTimerMs } from '../limits.ts';
import type { Channel } from '../link.ts';
import { type Reached, reached, type Trouble } from '../trouble.ts';
import { deliver, isThere } from './deliver.ts';
import { type LeasedSftp, openLeasedSftp } from './leased-sftp.ts';
import { LocalFile } from './local-file.ts';
import { MovesBySftp } from './moves-by-sftp.ts';
import { ProgressMeter } from './progress-meter.ts';
import type { RemoteLook, RemoteSide, RemoteSink } from './remote-side.ts';
import { openSftpSink, SftpSide, sftpPaths } from './sftp-side.ts';
import { type Place, ShellSide } from './shell-side.ts';
import { streamSink } from './stream-sink.ts';
import { uploadCommands } from './upload-programs.ts';

export interface UploadParts {
  readonly request: UploadRequest;
  readonly endpoint: Endpoint;
  readonly pool: ConnectionPool;
  readonly limits: Limits;
  readonly receive: (message: UploadMessage) => void;
}

interface End {
  readonly outcome: AttemptOutcome;
  readonly reason: string | null;
}

type Contact = { readonly kind: 'end'; readonly end: End } | { readonly kind: 'lost'; readonly trouble: Trouble };

const end = (outcome: AttemptOutcome, reason: string | null): Contact => ({ kind: 'end', end: { outcome, reason } });
const lost = (trouble: Trouble): Contact => ({ kind: 'lost', trouble });

/** So long a target is looked for to take back what a cancelled upload left there. */
const CLEAN_UP_MS = 10_000;
const HANG_UP_AFTER_MS = 1_500;

/** One attempt to bring a file to one target: as many contacts as it takes, each going on where the last one ended. */
export class FileUpload implements UploadTask {
  readonly #parts: UploadParts;
  readonly #place: Place;
  readonly #watch: ContactWatch;
  readonly #meter: ProgressMeter;
  readonly #stop = new AbortController();
  #stopOutcome: 'cancelled' | 'timed-out' = 'cancelled';
  #stopAt: number | null = null;
  #isSent = false;
  #isMoving = false;
  #isOver = false;

  constructor(parts: UploadParts) {
    const { request } = parts;
    this.#parts = parts;
    this.#place = { to: request.to, partName: partNameOf(request) };
    this.#watch = new ContactWatch({ reconnectMs: request.reconnectMs, receive: (message) => this.#tell(message) });
    this.#meter = new ProgressMeter((doneBytes, bytesPerSecond) =>
      this.#tell({ kind: 'progress', doneBytes, bytesPerSecond }),
    );
  }

  cancel(): void {
    this.#halt('cancelled');
  }

  async run(): Promise<void> {
    const began = performance.now();
    const { timeoutMs, source } = this.#parts.request;
    const timer =
      timeoutMs === null ? undefined : setTimeout(() => this.#halt('timed-out'), Math.min(timeoutMs, longestTimerMs));
    const { outcome, reason } = await this.#untilEnd();
    clearTimeout(timer);
    const durationMs = Math.round((performance.now() - began) * 10) / 10;
    const outputText = outcome === 'succeeded' ? `sha256=${source.sha256}\nbytes=${source.bytes}\n` : '';
    this.#tell({ kind: 'finished', outcome, exitCode: null, signal: null, durationMs, reason, outputText });
    this.#isOver = true;
  }

  #tell(message: UploadMessage): void {
    if (!this.#isOver) this.#parts.receive(message);
  }

  #halt(outcome: 'cancelled' | 'timed-out'): void {
    if (this.#stop.signal.aborted) return;
    this.#stopOutcome = outcome;
    this.#stopAt = performance.now();
    this.#stop.abort();
  }

  async #untilEnd(): Promise<End> {
    const { request } = this.#parts;
    const file = request.deed === 'send' ? await LocalFile.open(request.source) : null;
    if (typeof file === 'string') return { outcome: 'failed', reason: `Nothing was sent. ${file}` };
    try {
      for (;;) {
        const contact = await this.#contact(file);
        if (contact.kind === 'end') return contact.end;
        const over = this.#givesUp(contact.trouble);
        if (over !== null) return over;
        await this.#watch.pause();
      }
    } finally {
      await file?.close();
    }
  }

  /** null = try again. */
  #givesUp(trouble: Trouble): End | null {
    const { request } = this.#parts;
    if (trouble.kind === 'closed') return { outcome: 'indeterminate', reason: trouble.sentence };
    if (!this.#isSent && request.deed === 'send')
      return { outcome: 'failed', reason: `Nothing was sent. ${trouble.sentence}` };
    const isLate = this.#stopAt !== null && performance.now() - this.#stopAt > CLEAN_UP_MS;
    if (isLate) {
      const left = `The target is out of reach: a temporary file may be left beside ${request.to}.`;
      return this.#isMoving ? { outcome: 'indeterminate', reason: left } : { outcome: this.#stopOutcome, reason: left };
    }
    if (this.#watch.lost(trouble) === null) return null;
    if (this.#isMoving || request.deed === 'look') {
      return {
        outcome: 'indeterminate',
        reason: `The target could not be asked whether ${request.to} holds the file. ${trouble.sentence}`,
      };
    }
    return {
      outcome: 'failed',
      reason: `Contact was lost and did not come back. ${request.to} is as it was. ${trouble.sentence}`,
    };
  }

  async #contact(file: LocalFile | null): Promise<Contact> {
    // To take back what lies there a target is still spoken to after a stop.
    const signal = this.#isSent ? undefined : this.#stop.signal;
    const opened =
      signal === undefined
        ? await openLeasedChannel(this.#parts, uploadCommands.worker)
        : await openLeasedChannel(this.#parts, uploadCommands.worker, signal);
    if (opened === null) return end(this.#stopOutcome, 'Cancelled before anything was sent to the target.');
    if (!opened.ok) return lost(opened.trouble);
    const { lease, channel } = opened.value;
    try {
      if (!this.#isSent) this.#tell({ kind: 'sent', targetBootId: null, hostKey: lease.link.hostKey });
      if (!this.#isSent) this.#watch.sent();
      this.#isSent = true;
      return await this.#speak(lease, channel, file);
    } finally {
      channel.close();
      lease.release();
    }
  }

  async #speak(lease: Lease, channel: Channel, file: LocalFile | null): Promise<Contact> {
    let isGone = false;
    lease.link.onceGone(() => {
      isGone = true;
    });
    const shell = new ShellSide(channel, this.#place);
    const look = await shell.greet();
    if (look === null && isGone) return lost(cut);
    const sftp = await openLeasedSftp(this.#parts);
    if (!sftp.ok && sftp.trouble.kind !== 'refused') return lost(sftp.trouble);
    const files = sftp.ok ? sftp.value : null;
    const hangUp = this.#hangUpAfterStop(() => {
      shell.close();
      files?.client.close();
    });
    try {
      if (look !== null) {
        this.#watch.answered();
        return await this.#deliver({ side: shell, files, file }, look);
      }
      if (files === null) return end('failed', noWay);
      const side = new SftpSide(files.client, sftpPaths(this.#place));
      const found = await side.look();
      if (!found.ok) return lost(found.trouble);
      this.#watch.answered();
      return await this.#deliver({ side, files, file }, found.value);
    } finally {
      hangUp();
      files?.release();
    }
  }

  async #deliver({ side, files, file }: Ways, look: RemoteLook): Promise<Contact> {
    const { request } = this.#parts;
    if (this.#stop.signal.aborted && !this.#isMoving) return this.#takeBack(side);
    if (file === null) return this.#answer(side, look);
    const ways = files === null ? side : new MovesBySftp(side, new SftpSide(files.client, sftpPaths(this.#place)));
    const delivered = await deliver(
      {
        ...{ request, file, side: ways, signal: this.#stop.signal },
        openSink: (from) => this.#openSink(files, from),
        progress: (doneBytes) => this.#meter.reached(doneBytes),
        moving: () => {
          this.#isMoving = true;
        },
      },
      look,
    );
    if (!delivered.ok) return lost(delivered.trouble);
    switch (delivered.value.kind) {
      case 'there':
        this.#meter.ended(request.source.bytes);
        return end('succeeded', delivered.value.note);
      case 'refused':
        return end('failed', delivered.value.reason);
      case 'stopped':
        return this.#takeBack(side);
    }
  }

  async #answer(side: RemoteSide, look: RemoteLook): Promise<Contact> {
    const { request } = this.#parts;
    const has = await isThere({ request, side }, look);
    if (!has.ok) return lost(has.trouble);
    if (has.value) return end('succeeded', 'The target holds the file.');
    return end('not-started', `${request.to} does not hold the file: it is as it was, or somebody else's since.`);
  }

  async #openSink(files: LeasedSftp | null, from: number): Promise<Reached<RemoteSink | string>> {
    if (files !== null) return openSftpSink(files.client, sftpPaths(this.#place).part, from);
    const opened = await openLeasedChannel(this.#parts, uploadCommands.stream);
    if (!opened.ok) return opened;
    const sink = streamSink(opened.value.channel, this.#place);
    return reached({
      ...sink,
      close: () => {
        sink.close();
        opened.value.lease.release();
      },
    });
  }

  /** A later attempt may go on with what timed out; what was cancelled leaves nothing. */
  async #takeBack(side: RemoteSide): Promise<Contact> {
    const { to } = this.#parts.request;
    if (this.#stopOutcome === 'timed-out') return end('timed-out', `Its time was over. ${to} is as it was.`);
    const dropped = await side.drop();
    if (!dropped.ok) return lost(dropped.trouble);
    return end('cancelled', `Cancelled: what was sent is removed again. ${to} is as it was.`);
  }

  /** A target that is busy with a long answer does not hear us: then the channels go, and a fresh one clears up. */
  #hangUpAfterStop(close: () => void): () => void {
    let timer: NodeJS.Timeout | undefined;
    const arm = () => {
      timer = setTimeout(close, HANG_UP_AFTER_MS);
    };
    const { signal } = this.#stop;
    // A contact made after the stop, to clear up, gets as long as that may take and no longer.
    if (signal.aborted) timer = setTimeout(close, CLEAN_UP_MS);
    else signal.addEventListener('abort', arm, { once: true });
    return () => {
      signal.removeEventListener('abort', arm);
      clearTimeout(timer);
    };
  }
}

interface Ways {
  readonly side: RemoteSide;
  readonly files: LeasedSftp | null;
  readonly file: LocalFile | null;
}

const noWay = 'This account gives neither a shell nor SFTP: there is no way to send a file.';
const cut: Trouble = { kind: 'dropped', sentence: 'The connection was cut during the upload.' };

/** `.NAME.hp-KEY.part`, short enough for every file system. */
function partNameOf({ to, key }: UploadRequest): string {
  const name = to.slice(to.lastIndexOf('/') + 1);
  return `.${[...name].slice(0, 40).join('')}.hp-${key.replace(/[^A-Za-z0-9._-]/g, '_').slice(-80)}.part`;
}
