import type { Actor } from '../../../contract/actor.ts';
import { failed, ok, type Problem, type Result } from '../../../contract/errors.ts';
import type { EventData } from '../../../contract/events.ts';
import type { VaultCondition } from '../../../contract/questions.ts';
import { SHORTEST_PASSPHRASE, SHORTEST_SECRET, type VaultKeyWish } from '../../../contract/secrets.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { VaultBox, VaultEdit, VaultLook } from '../ports/vault.ts';
import { IdleLock } from './idle-lock.ts';
import type { SecretGuard } from './secret-guard.ts';
import { UnlockPace } from './unlock-pace.ts';

export interface VaultDeskParts {
  readonly box: VaultBox;
  readonly clock: Clock;
  readonly log: Log;
  readonly guard: SecretGuard;
  /** What software does by itself, or a handler for a person. */
  readonly record: (change: EventData<'vault.changed'>, actor: Actor | null) => Promise<void>;
}

type Done = { done: true };
type ValueEdit = Extract<VaultEdit, { what: 'set' | 'rotated' }>;

const DONE: Done = { done: true };
const KEYCHAIN_ASKED_EVERY_MS = 10 * 60_000;

/** The vault of this workspace: who may open it, when it closes by itself, what the log says of it. Values only go to steps. */
export class VaultDesk {
  readonly #parts: VaultDeskParts;
  readonly #pace: UnlockPace;
  readonly #idle: IdleLock;
  readonly #listeners = new Set<() => void>();
  #isNeeded: () => boolean = () => false;
  /** Somebody said Lock: it does not open by itself again. */
  #isLockedByPerson = false;
  #isUnlocking = false;
  #keychain: { readonly askedAt: number; readonly trouble: Promise<string | null> } | null = null;

  constructor(parts: VaultDeskParts) {
    this.#parts = parts;
    this.#pace = new UnlockPace(parts.clock);
    this.#idle = new IdleLock({
      clock: parts.clock,
      afterMs: () => minutesInMs(parts.box.look().lockAfterMinutes),
      isNeeded: () => this.#isNeeded(),
      lock: () => void this.#lockByItself(),
    });
  }

  get condition(): VaultCondition {
    return this.#parts.box.look().condition;
  }

  look(): VaultLook {
    return this.#parts.box.look();
  }

  /** Names as templates write them, also while it is locked. */
  names(): readonly string[] {
    const { entries } = this.#parts.box.look();
    return entries.filter(({ kind }) => kind === 'secret').map(({ name }) => name);
  }

  /** ms until it locks by itself; null = it does not. */
  get locksInMs(): number | null {
    return this.condition === 'unlocked' ? this.#idle.leftMs() : null;
  }

  get triesAgainInMs(): number {
    return this.#pace.waitMs();
  }

  get isNeeded(): boolean {
    return this.#isNeeded();
  }

  /** Asked once in a while only: it is found out by leaving something there. */
  keychainTrouble(): Promise<string | null> {
    const now = this.#parts.clock.monotonicMs();
    if (this.#keychain === null || now - this.#keychain.askedAt > KEYCHAIN_ASKED_EVERY_MS) {
      this.#keychain = { askedAt: now, trouble: this.#parts.box.keychainTrouble() };
    }
    return this.#keychain.trouble;
  }

  /** While an open run needs the vault it stays unlocked. */
  staysOpenWhile(isNeeded: () => boolean): void {
    this.#isNeeded = isNeeded;
  }

  /** What a step is given; guarded from this moment on. The value before a rotation is guarded as well. */
  values(name: string): readonly string[] | null {
    const opened = this.#parts.box.open(name);
    if (opened === null) return null;
    this.#parts.guard.add([...opened.values, ...(opened.previous ?? [])]);
    return opened.values;
  }

  async create(key: VaultKeyWish, actor: Actor): Promise<Result<Done>> {
    const complaint = complaintAboutKey(key);
    if (complaint !== null) return failed('invalid-input', complaint);
    const created = await this.#parts.box.create(key, this.#parts.clock.now());
    return this.#after(created, actor, { what: 'created', name: null });
  }

  async unlock(passphrase: string | null, actor: Actor): Promise<Result<Done>> {
    if (this.condition === 'unlocked') return ok(DONE);
    const waitMs = this.#pace.waitMs();
    if (waitMs > 0 || this.#isUnlocking) {
      const seconds = Math.max(1, Math.ceil(waitMs / 1000));
      const why = waitMs > 0 ? 'Too many wrong passphrases.' : 'The vault is being unlocked already.';
      return failed('refused', `${why} Try again in ${seconds} s.`);
    }
    this.#isUnlocking = true;
    const unlocked = await this.#parts.box.unlock(passphrase).finally(() => {
      this.#isUnlocking = false;
    });
    if (unlocked.ok) this.#pace.wasRight();
    else this.#wrong(unlocked.problem);
    this.#isLockedByPerson = unlocked.ok ? false : this.#isLockedByPerson;
    return this.#after(unlocked, actor, { what: 'unlocked', name: null });
  }

  async lock(actor: Actor): Promise<Result<Done>> {
    if (this.condition !== 'unlocked') return ok(DONE);
    this.#isLockedByPerson = true;
    this.#shut();
    return this.#after(ok(null), actor, { what: 'locked', name: null });
  }

  /** A run needs it: a vault whose key the keychain holds opens without a person, unless a person locked it. */
  async openForRun(): Promise<void> {
    const { condition, key } = this.look();
    if (condition !== 'locked' || key !== 'keychain' || this.#isLockedByPerson || this.#isUnlocking) return;
    this.#isUnlocking = true;
    const unlocked = await this.#parts.box.unlock(null).finally(() => {
      this.#isUnlocking = false;
    });
    if (unlocked.ok) await this.#after(unlocked, null, { what: 'unlocked', name: null, reason: 'a run needs it' });
    else this.#parts.log.warn('The vault did not open for a run', { because: unlocked.problem.message });
  }

  async change(edit: VaultEdit, actor: Actor): Promise<Result<Done>> {
    const complaint = 'values' in edit ? complaintAboutValue(edit) : null;
    if (complaint !== null) return failed('invalid-input', complaint);
    if ('values' in edit) this.#parts.guard.add(edit.values);
    const changed = await this.#parts.box.change(edit, { by: actor.person, at: this.#parts.clock.now() });
    return this.#after(changed, actor, { what: edit.what, name: edit.name });
  }

  async rekey(key: VaultKeyWish, actor: Actor): Promise<Result<Done>> {
    const complaint = complaintAboutKey(key);
    if (complaint !== null) return failed('invalid-input', complaint);
    return this.#after(await this.#parts.box.rekey(key), actor, { what: 'rekeyed', name: null });
  }

  async lockAfter(minutes: number | null): Promise<Result<Done>> {
    const set = await this.#parts.box.lockAfter(minutes);
    if (!set.ok) return set;
    this.#idle.use();
    this.#changed();
    return ok(DONE);
  }

  /** Told of each unlock, lock and change. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#shut();
    this.#listeners.clear();
  }

  async #after(
    result: Result<null>,
    actor: Actor | null,
    change: Pick<EventData<'vault.changed'>, 'what' | 'name'> & { readonly reason?: string },
  ): Promise<Result<Done>> {
    if (!result.ok) return result;
    if (this.condition === 'unlocked') this.#idle.use();
    await this.#parts.record({ reason: null, ...change }, actor);
    this.#changed();
    return ok(DONE);
  }

  async #lockByItself(): Promise<void> {
    if (this.condition !== 'unlocked') return;
    this.#shut();
    await this.#after(ok(null), null, { what: 'locked', name: null, reason: 'not used for a while' });
  }

  #shut(): void {
    this.#idle.stop();
    this.#parts.box.lock();
  }

  #wrong({ code }: Problem): void {
    if (code !== 'unauthorized') return;
    this.#pace.wasWrong();
    this.#parts.log.warn('A wrong passphrase was given for the vault', { nextTryInMs: this.#pace.waitMs() });
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function minutesInMs(minutes: number | null): number | null {
  return minutes === null ? null : minutes * 60_000;
}

function complaintAboutKey(key: VaultKeyWish): string | null {
  if (key.kind === 'keychain' || [...key.passphrase].length >= SHORTEST_PASSPHRASE) return null;
  return `A passphrase has at least ${SHORTEST_PASSPHRASE} characters: everything in the vault is worth what it is worth. A sentence is easy to remember.`;
}

function complaintAboutValue({ name, values }: ValueEdit): string | null {
  if (values.some((value) => value.includes('\0')))
    return `The value of ${name} holds a NUL byte, which no shell can carry.`;
  if (values.every((value) => value.trim().length >= SHORTEST_SECRET)) return null;
  return `${name} has fewer than ${SHORTEST_SECRET} characters, which cannot be kept out of output and log. Use a longer secret.`;
}
