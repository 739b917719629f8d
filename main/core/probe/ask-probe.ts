import type { PlanProbe, PlanTarget, SshTarget } from '../../../contract/plan.ts';
import type { Sample } from '../../../contract/samples.ts';
import {
  filledText,
  judgeHttp,
  judgeShell,
  lookUpIn,
  resolveHttpExpect,
  resolveRequest,
  resolveTemplate,
  stepEnvironment,
  type ValueScope,
} from '../../domain/plan/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { HttpAnswer, HttpCaller } from '../ports/http-caller.ts';
import type { Shell, ShellFinished, ShellTask } from '../ports/shell.ts';

/** An answer is judged as a whole; what is longer is no answer to a probe. */
const MOST_BODY_BYTES = 1024 * 1024;
const MOST_OUTPUT_BYTES = 256 * 1024;
const MOST_DETAIL_CHARS = 1_000;

export interface ProbeServices {
  readonly http: HttpCaller;
  readonly shell: Pick<Shell, 'perform'>;
  readonly clock: Clock;
}

/** A probe on one target, with everything its placeholders may name now. */
export interface ProbeQuestion {
  readonly probe: PlanProbe;
  readonly target: PlanTarget;
  readonly values: Omit<ValueScope, 'target'>;
  /** Names whose value is not known (any more): nothing is sent without them. */
  readonly missing: readonly string[];
  /** Of the run, for `HP_RUN_ID`; and the name the target knows the question by. */
  readonly runId: string;
  readonly key: string;
  readonly withinMs: number;
  /** Takes the secrets out of what was answered. */
  readonly redact: (text: string) => string;
}

export type ProbeAnswer = Omit<Sample, 'at'>;

/** Asks once. Never rejects; null = `signal` came first, and nothing is known. */
export async function askProbe(
  services: ProbeServices,
  question: ProbeQuestion,
  signal: AbortSignal,
): Promise<ProbeAnswer | null> {
  const { clock } = services;
  const startedMs = clock.monotonicMs();
  const { probe, target } = question;
  const judged =
    probe.kind === 'http' && target.kind === 'http'
      ? await askHttp(services, { ...question, probe, target }, signal)
      : probe.kind === 'ssh' && target.kind === 'ssh'
        ? await askShell(services, { ...question, probe, target }, signal)
        : inconclusive(`${target.name} is no ${probe.kind} target.`);
  if (judged === null) return null;
  const durationMs = Math.round(clock.monotonicMs() - startedMs);
  // Where an answer holds no number of its own, how long it took is what was measured.
  const measured = judged.value ?? (probe.kind === 'http' && judged.verdict !== 'inconclusive' ? durationMs : null);
  return { ...judged, value: measured, detail: detailOf(question.redact(judged.detail)), durationMs };
}

type Judged = Pick<Sample, 'verdict' | 'value' | 'detail'>;
type QuestionOf<K extends PlanProbe['kind']> = ProbeQuestion & {
  readonly probe: Extract<PlanProbe, { kind: K }>;
  readonly target: Extract<PlanTarget, { kind: K }>;
};

function inconclusive(detail: string): Judged {
  return { verdict: 'inconclusive', value: null, detail };
}

function judgedBy(
  unmet: readonly string[],
  answered: { readonly value: number | null; readonly detail: string },
): Judged {
  if (unmet.length === 0) return { verdict: 'successful', ...answered };
  return { verdict: 'failed', value: answered.value, detail: unmet.join(' ') };
}

function withoutValue(names: readonly string[]): Judged {
  return inconclusive(`Not asked: no value is known for ${[...new Set(names)].join(', ')}.`);
}

async function askHttp(
  { http }: ProbeServices,
  question: QuestionOf<'http'>,
  signal: AbortSignal,
): Promise<Judged | null> {
  const { probe, target, values, missing, withinMs } = question;
  const request = resolveRequest(probe.request, target, values);
  const { expect, unresolved } = resolveHttpExpect(probe.expect, lookUpIn({ ...values, target }));
  const unknown = [...missing, ...request.unresolved, ...unresolved];
  if (unknown.length > 0) return withoutValue(unknown);
  if (request.refusal !== null) return inconclusive(`Not asked: ${request.refusal}`);
  const chunks: Uint8Array[] = [];
  const { method, url, headers, body } = request;
  const answer = await http.call(
    {
      ...{ method, url, headers, body, signal },
      timeoutMs: Math.max(1, withinMs),
      maxBodyBytes: MOST_BODY_BYTES,
      followRedirects: !expect.status.some((status) => status >= 300 && status < 400),
    },
    (bytes) => chunks.push(bytes),
  );
  if (signal.aborted) return null;
  if (answer.kind !== 'response') return inconclusive(unansweredText(answer, withinMs));
  const text = new TextDecoder().decode(Buffer.concat(chunks));
  const unmet = judgeHttp(expect, { status: answer.status, headers: answer.headers, body: text });
  return judgedBy(unmet, { value: numberIn(text), detail: `Status ${answer.status}.` });
}

function unansweredText(answer: Exclude<HttpAnswer, { kind: 'response' }>, withinMs: number): string {
  if (answer.kind === 'not-sent') return `Could not be asked: ${answer.reason}.`;
  return answer.cause === 'timeout' ? noAnswer(withinMs) : `No complete answer: ${answer.reason}.`;
}

function noAnswer(withinMs: number): string {
  return `No answer within ${withinMs < 1000 ? `${withinMs} ms` : `${Math.round(withinMs / 100) / 10} s`}.`;
}

async function askShell(
  { shell, clock }: ProbeServices,
  question: QuestionOf<'ssh'>,
  signal: AbortSignal,
): Promise<Judged | null> {
  const { probe, target, values, runId, missing, withinMs } = question;
  const { values: env, unresolved } = stepEnvironment(probe, target, { scope: values, runId });
  const { expect, unresolved: open } = filledExpect(question);
  const unknown = [...missing, ...unresolved, ...open];
  if (unknown.length > 0) return withoutValue(unknown);
  const heard = new Heard();
  const finished = await new Promise<ShellFinished | 'late' | 'aborted'>((resolve) => {
    let task: ShellTask | null = null;
    const giveUp = (why: 'late' | 'aborted'): void => {
      // First why, then the cancelling: how the task ends is no answer any more.
      end(why);
      task?.cancel();
    };
    const abort = (): void => giveUp('aborted');
    // The deadline is for all of it: a target that cannot be reached has not answered either.
    const cancelDeadline = clock.after(withinMs, () => giveUp('late'));
    const end = (how: ShellFinished | 'late' | 'aborted'): void => {
      cancelDeadline();
      signal.removeEventListener('abort', abort);
      resolve(how);
    };
    signal.addEventListener('abort', abort);
    task = shell.perform(requestOf(question, env), (message) => {
      if (message.kind === 'output' && !heard.take(message.stream, message.bytes)) task?.cancel();
      if (message.kind === 'finished') end(message);
    });
    task.grant(MOST_OUTPUT_BYTES + 1);
  });
  if (finished === 'aborted' || signal.aborted) return null;
  if (finished === 'late' || finished.outcome === 'timed-out') return inconclusive(noAnswer(withinMs));
  if (heard.isTooMuch) return inconclusive(`It answers with more than ${MOST_OUTPUT_BYTES} bytes: no probe does.`);
  const isAnswered = finished.outcome === 'succeeded' || finished.outcome === 'failed';
  if (!isAnswered || finished.exitCode === null) {
    return inconclusive(`Could not be asked: ${finished.reason ?? finished.outcome}`);
  }
  const said = { stdout: heard.text('stdout'), stderr: heard.text('stderr') };
  const unmet = judgeShell(expect, { exitCode: finished.exitCode, ...said });
  const words = lastLine(said.stderr) || lastLine(said.stdout);
  const detail = `Exit ${finished.exitCode}${words === '' ? '.' : `: ${words}`}`;
  const judged = judgedBy(unmet, { value: numberIn(said.stdout), detail });
  return judged.verdict === 'failed' && words !== ''
    ? { ...judged, detail: `${judged.detail} It said: ${words}` }
    : judged;
}

function requestOf({ probe, target, key, withinMs }: QuestionOf<'ssh'>, env: Readonly<Record<string, string>>) {
  const sent: { readonly target: SshTarget; readonly key: string } = { target, key };
  return {
    ...sent,
    script: probe.run,
    shell: probe.shell,
    env,
    cwd: null,
    // It only reads: what a cut link means is that nothing is known, and it is asked again soon.
    detach: false,
    timeoutMs: withinMs,
    mode: 'start' as const,
    offsets: { stdout: 0, stderr: 0 },
    targetBootId: null,
    reconnectMs: 1,
  };
}

function filledExpect({ probe, target, values }: QuestionOf<'ssh'>) {
  const unresolved = new Set<string>();
  const lookUp = lookUpIn({ ...values, target });
  const fill = (text: string): string => {
    const resolved = resolveTemplate(text, lookUp, 'text');
    for (const reference of resolved.unresolved) unresolved.add(reference);
    return resolved.text;
  };
  const { exit, stdout, stderr } = probe.expect;
  const filled = (expectation: typeof stdout) => (expectation === null ? null : filledText(expectation, fill));
  return { expect: { exit, stdout: filled(stdout), stderr: filled(stderr) }, unresolved: [...unresolved] };
}

/** What a target printed, as long as it is short. */
class Heard {
  readonly #chunks: { stream: 'stdout' | 'stderr'; bytes: Uint8Array }[] = [];
  #bytes = 0;

  get isTooMuch(): boolean {
    return this.#bytes > MOST_OUTPUT_BYTES;
  }

  /** false when that was too much. */
  take(stream: 'stdout' | 'stderr', bytes: Uint8Array): boolean {
    this.#bytes += bytes.length;
    if (!this.isTooMuch) this.#chunks.push({ stream, bytes: bytes.slice() });
    return !this.isTooMuch;
  }

  text(stream: 'stdout' | 'stderr'): string {
    const own = this.#chunks.filter((chunk) => chunk.stream === stream).map(({ bytes }) => bytes);
    return new TextDecoder().decode(Buffer.concat(own));
  }
}

/** An answer that is a number and nothing else is what was measured. */
function numberIn(text: string): number | null {
  const trimmed = text.length > 40 ? '' : text.trim();
  return /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : null;
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim().slice(0, 500) ?? '';
}

/** One line: it stands in the log, in tables and on terminals. Cut only after redaction. */
function detailOf(text: string): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return line.length > MOST_DETAIL_CHARS ? `${line.slice(0, MOST_DETAIL_CHARS - 1).toWellFormed()}…` : line;
}
