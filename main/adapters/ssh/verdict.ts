import type { AttemptOutcome } from '../../../contract/events.ts';
import type { ShellFinished } from '../../core/ports/shell.ts';
import type { ConversationEnd } from './conversation.ts';
import type { ShellStream } from './credit-gate.ts';
import type { StopAnswer } from './stop.ts';
import { deniedSentence, sudoWords } from './sudo-answer.ts';
import { type Trouble, textOf } from './trouble.ts';

export type Verdict = Omit<ShellFinished, 'kind' | 'durationMs'> & {
  /** From start to end of the script on the target's own clock, where it told. */
  readonly ranMs?: number;
};

/** What one contact with the target brought: the end of the attempt, or the need for another contact. */
export type Contact =
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'lost'; readonly trouble: Trouble };

export interface Told {
  readonly answer: readonly string[];
  readonly end: ConversationEnd;
  readonly folder: string;
  readonly mode: 'start' | 'reattach';
  /** The boot in which the attempt was sent, if it is known. */
  readonly bootId: string | null;
  /** How many bytes of each stream have come, over all contacts. */
  readonly accepted: Readonly<Record<ShellStream, number>>;
  /** No further question about bytes that did not come: what is missing is said instead. */
  readonly isLastQuestion: boolean;
  /** systemd may have ended it with its login. */
  readonly killsAtLogout: boolean;
  /** The account it was to run as, where that is another one, and who logged in. */
  readonly as: { readonly account: string; readonly user: string } | null;
  /** The target said before that it runs, or sent output: "there is nothing" then means that it was removed. */
  readonly hasRun: boolean;
}

const outputTextCap = 64 * 1024;
const removed =
  "The attempt's folder was removed on the target while or after the script ran: how it ended is not known.";
const killed = 'The script and its guard were killed on the target, not by Holdpoint: no exit code was left.';
const killedAtLogout =
  'Its systemd ends what a login leaves behind (KillUserProcesses=yes): let the account linger there (loginctl enable-linger).';
const cannotStart = 'it cannot start any more';

/** The target's words as an outcome; only its own word ends an attempt. */
export function judge(told: Told): Contact {
  const [kind, bootId, ...text] = told.answer;
  const isOtherBoot = told.bootId !== null && bootId !== undefined && bootId !== '-' && bootId !== told.bootId;
  switch (kind) {
    case 'never':
    case 'none':
      if (told.hasRun) return ended('indeterminate', removed);
      if (isOtherBoot) {
        return ended(
          'indeterminate',
          'The target was restarted since, and holds no trace of this attempt: it may have run before the restart.',
        );
      }
      return ended('not-started', `The target confirms that the script did not start, and ${cannotStart}.`);
    case 'reboot':
      return ended('indeterminate', 'The target was restarted while the script ran: how far it came is not known.');
    case 'refused':
      return refused(told, text.join(' '));
    case 'run':
    case 'tell':
      return told.end.trailer === null ? lost('the channel was cut.') : scriptEnded(told, told.end.trailer);
    default:
      return lost('the channel was cut before the target answered.');
  }
}

function refused(told: Told, text: string): Contact {
  const where = `The target cannot keep the attempt's folder ${told.folder}: ${textOf(text)}.`;
  if (told.mode === 'start') {
    return ended('failed', `${where} Nothing was started; free space, correct its permissions or set stateDir.`);
  }
  return ended('indeterminate', `${where} So it cannot tell what became of the script.`);
}

type Trailer = NonNullable<ConversationEnd['trailer']>;

/** `end CODE whole|lost BEGAN OVER OUT ERR OUTPUT`: uptimes in seconds, sizes in bytes, `-` = not known. */
function scriptEnded(told: Told, trailer: Trailer): Contact {
  const [, code, wholeness, began, over] = trailer.words;
  if (code === 'never') return neverBegan(told, trailer.outputText);
  if (code === 'removed') return ended('indeterminate', removed);
  const missing = missingBytes(told, trailer);
  if (missing !== null && !told.isLastQuestion) return lost(`${missing} did not arrive.`);
  if (code === undefined || !/^\d{1,10}$/.test(code)) {
    return ended('indeterminate', told.killsAtLogout ? `${killed} ${killedAtLogout}` : killed);
  }
  const exitCode = Number(code);
  const ranMs = (Number(over) - Number(began)) * 1000;
  const lostOutput =
    wholeness === 'lost'
      ? 'the target could not write part of it (is its disk full?)'
      : missing !== null
        ? `${missing} of it did not arrive, although the target was asked for them again`
        : trailer.outputText.length > outputTextCap
          ? 'only the first 64 KiB of $HP_OUTPUT were taken'
          : null;
  return {
    kind: 'verdict',
    verdict: {
      outcome: exitCode === 0 ? 'succeeded' : 'failed',
      exitCode,
      signal: null,
      reason: exitReason(exitCode),
      outputText: trailer.outputText.slice(0, outputTextCap),
      ...(lostOutput === null ? {} : { lostOutput }),
      ...(Number.isFinite(ranMs) && ranMs >= 0 ? { ranMs } : {}),
    },
  };
}

function neverBegan({ as }: Told, words: string): Contact {
  if (as !== null && words.trim() !== '') {
    return ended('failed', deniedSentence(sudoWords(words), as.user, as.account));
  }
  const why = 'its guard could not write its folder (is the disk full?), or somebody asked about it first';
  return ended('not-started', `The target did not start the script: ${why}. Now ${cannotStart}.`);
}

/** What the target holds and we do not: a link or a server that drops bytes, or a whole stream. */
function missingBytes({ accepted }: Told, { words, outputText }: Trailer): string | null {
  const [out, err, output] = words.slice(5, 8).map(Number);
  const short = [
    shortOf('standard output', out, accepted.stdout),
    shortOf('standard error', err, accepted.stderr),
    shortOf('$HP_OUTPUT', Math.min(output ?? 0, outputTextCap), Buffer.byteLength(outputText)),
  ].filter((part) => part !== null);
  return short.length === 0 ? null : short.join(' and ');
}

function shortOf(what: string, held: number | undefined, arrived: number): string | null {
  if (held === undefined || !Number.isFinite(held) || arrived >= held) return null;
  return `${held - arrived} bytes of ${what}`;
}

/** A shell cannot tell "exit 137" from "ended by KILL", so neither do we. */
export function exitReason(exitCode: number): string | null {
  if (exitCode === 0) return null;
  return exitCode > 128
    ? `Exit code ${exitCode}; above 128 usually means that a signal ended it.`
    : `Exit code ${exitCode}.`;
}

export interface Stopping {
  readonly outcome: 'cancelled' | 'timed-out';
  readonly timeoutMs: number | null;
}

/** Our stop and the script's own end may cross: the target's answer to the stop says which was first. */
export function withStop(verdict: Verdict, stopping: Stopping, answer: StopAnswer): Verdict {
  const { outcome } = stopping;
  const what = whatWasWanted(stopping);
  switch (answer) {
    case 'never':
      if (verdict.outcome === 'indeterminate') return verdict;
      return { ...verdict, outcome, reason: `${what}: the target confirms that the script did not start.` };
    case 'term':
    case 'kill': {
      const signal = answer === 'term' ? 'TERM' : 'KILL';
      return { ...verdict, outcome, signal, reason: `${what}: ended by ${signal}, confirmed by the target.` };
    }
    case 'ended':
    case 'unable':
    case 'out-of-reach':
      return verdict;
  }
}

/** The stop could not be confirmed, and the script was not heard of either. */
export function unstoppable(stopping: Stopping, answer: 'unable' | 'out-of-reach'): Verdict {
  const why = answer === 'unable' ? 'the target could not end it' : 'the target could not be reached';
  return endedWith('indeterminate', `${whatWasWanted(stopping)}, but ${why}: it may still run.`);
}

function whatWasWanted({ outcome, timeoutMs }: Stopping): string {
  return outcome === 'cancelled' ? 'Cancelled' : `Not done within ${(timeoutMs ?? 0) / 1000} s`;
}

export function endedWith(outcome: AttemptOutcome, reason: string): Verdict {
  return { outcome, exitCode: null, signal: null, reason, outputText: '' };
}

export function ended(outcome: AttemptOutcome, reason: string): Contact {
  return { kind: 'verdict', verdict: endedWith(outcome, reason) };
}

export function lost(sentence: string): Contact {
  return { kind: 'lost', trouble: { kind: 'dropped', sentence: `The connection failed: ${sentence}` } };
}
