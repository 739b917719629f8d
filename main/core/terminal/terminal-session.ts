import type { RunId, StepId, TargetName } from '../../../contract/ids.ts';
import { TERMINAL_WINDOW_BYTES } from '../../../contract/terminals.ts';
import type { Clock } from '../ports/clock.ts';
import type { TerminalMessage, TerminalTask } from '../ports/terminals.ts';
import type { Recorder } from './recorder.ts';
import { ScrollBack } from './scroll-back.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface SessionParts {
  readonly terminalId: string;
  readonly runId: RunId;
  readonly target: TargetName;
  readonly stepId: StepId | null;
  readonly size: Size;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly idleMs: number;
  readonly begin: (receive: (message: TerminalMessage) => void) => TerminalTask;
  readonly ended: (session: TerminalSession, end: Extract<TerminalMessage, { kind: 'closed' }>) => void;
}

/** One open terminal: what it shows goes to the recording and to every page that looks, at the pace of the fastest. */
export class TerminalSession {
  readonly parts: SessionParts;
  readonly #openedAt: number;
  readonly #scrollBack = new ScrollBack();
  readonly #listeners = new Set<() => void>();
  readonly #task: TerminalTask;
  #size: Size;
  #state: 'connecting' | 'open' | 'closed' = 'connecting';
  #reason: string | null = null;
  #granted = 0;
  #seen = 0;
  #closesAt: number;
  #cancelIdle: () => void = () => {};
  #wasIdle = false;

  constructor(parts: SessionParts) {
    this.parts = parts;
    this.#size = parts.size;
    this.#openedAt = parts.clock.monotonicMs();
    this.#closesAt = parts.clock.now() + parts.idleMs;
    this.#task = parts.begin((message) => this.#receive(message));
    this.#grant();
    this.#watchIdle();
  }

  get view() {
    const isLate = this.#closesAt - this.parts.clock.now() < Math.min(120_000, this.parts.idleMs / 2);
    const closesAt = isLate && this.#state !== 'closed' ? this.#closesAt : null;
    return { state: this.#state, reason: this.#reason, size: this.#size, closesAt };
  }

  get durationMs(): number {
    return Math.round(this.parts.clock.monotonicMs() - this.#openedAt);
  }

  get end(): number {
    return this.#scrollBack.end;
  }

  read(offset: number, limit: number) {
    return this.#scrollBack.read(offset, limit);
  }

  /** Until the returned function is called, output waits for what is seen. */
  look(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => {
      this.#listeners.delete(changed);
      this.#grant();
    };
  }

  type(bytes: Uint8Array): void {
    this.stay();
    this.#task.write(bytes);
  }

  resize(size: Size): void {
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return;
    this.#size = size;
    this.parts.recorder.resized(size);
    this.#task.resize(size);
    this.#tell();
  }

  seen(offset: number): void {
    this.#seen = Math.max(this.#seen, Math.min(offset, this.end));
    this.#grant();
  }

  stay(): void {
    const wasWarned = this.view.closesAt !== null;
    this.#closesAt = this.parts.clock.now() + this.parts.idleMs;
    this.#watchIdle();
    if (wasWarned) this.#tell();
  }

  close(): void {
    this.#task.close();
  }

  #receive(message: TerminalMessage): void {
    switch (message.kind) {
      case 'opened':
        this.#state = 'open';
        break;
      case 'output':
        this.parts.recorder.output(message.bytes);
        this.#scrollBack.push(message.bytes);
        break;
      case 'closed': {
        this.#state = 'closed';
        this.#cancelIdle();
        const minutes = Math.round(this.parts.idleMs / 60_000);
        const reason = this.#wasIdle ? `Nobody typed for ${minutes} min: it was closed.` : message.reason;
        this.#reason = reason;
        this.parts.ended(this, { ...message, reason });
        break;
      }
    }
    this.#grant();
    this.#tell();
  }

  /** With nobody looking there is nobody to wait for: what runs in it must not stand still because a page was closed. */
  #grant(): void {
    const shown = this.#listeners.size === 0 ? this.end : this.#seen;
    const allowed = shown + TERMINAL_WINDOW_BYTES;
    if (allowed <= this.#granted) return;
    const more = allowed - this.#granted;
    this.#granted = allowed;
    this.#task.grant(more);
  }

  #watchIdle(): void {
    this.#cancelIdle();
    if (this.#state === 'closed') return;
    const { clock, idleMs } = this.parts;
    const warningMs = Math.min(120_000, idleMs / 2);
    this.#cancelIdle = clock.after(idleMs - warningMs, () => {
      this.#tell();
      this.#cancelIdle = clock.after(warningMs, () => {
        this.#wasIdle = true;
        this.close();
      });
    });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
