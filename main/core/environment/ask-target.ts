import type { PlanTarget, SshTarget } from '../../../contract/plan.ts';
import type { EnvironmentModel } from '../../domain/environment/environment-model.ts';
import { type Found, notGoodFound } from '../../domain/environment/found.ts';
import { judgeAnswer } from '../../domain/environment/judge-answer.ts';
import {
  type CertificateAnswer,
  certificateFound,
  factsFound,
  notAskedFound,
  urlFound,
} from '../../domain/environment/judge-facts.ts';
import type { Survey } from '../../domain/preflight/survey.ts';
import type { ReadCertificate } from '../ports/certificate-reader.ts';
import type { Clock } from '../ports/clock.ts';
import type { HttpCaller } from '../ports/http-caller.ts';
import type { Shell } from '../ports/shell.ts';
import { TARGET_WITHIN_MS } from '../preflight/ask-targets.ts';
import { askQuestions } from './ask-questions.ts';

/** What asking needs of the world. */
export interface AskingParts {
  readonly shell: Pick<Shell, 'survey' | 'perform'>;
  readonly http: HttpCaller;
  readonly readCertificate: ReadCertificate;
  readonly clock: Clock;
  /** Random, lower-case letters and digits. */
  readonly token: () => string;
}

export interface FoundThere {
  readonly column: string;
  readonly found: Found;
  readonly durationMs: number;
}

export interface TargetAnswers {
  readonly found: readonly FoundThere[];
  /** Of an ssh target: for what all clocks say together. */
  readonly survey: Survey | null;
}

/** Everything asked of one target. What hangs takes its own time and no other target's. */
export async function askTarget(
  parts: AskingParts,
  {
    model,
    target,
    signal,
  }: { readonly model: EnvironmentModel; readonly target: PlanTarget; readonly signal: AbortSignal },
): Promise<TargetAnswers> {
  const tls = model.tls.filter((place) => place.target === target.name);
  const certificates = tls.map(({ host, port, column }) => askCertificate(parts, { host, port, column, signal }));
  if (target.kind === 'http') {
    const url = await askUrl(parts, target, signal);
    return { found: [url, ...(await Promise.all(certificates))], survey: null };
  }
  return askSsh(parts, { model, target, signal });
}

interface AskingSsh {
  readonly model: EnvironmentModel;
  readonly target: SshTarget;
  readonly signal: AbortSignal;
}

async function askSsh(parts: AskingParts, { model, target, signal }: AskingSsh): Promise<TargetAnswers> {
  const begun = parts.clock.monotonicMs();
  const folders = [target.stateDir ?? '~/.holdpoint', '/tmp'];
  const programs = [target.shell?.trim().split(/\s+/)[0] ?? 'sh'];
  const survey = await parts.shell.survey(target, { folders, programs, withinMs: TARGET_WITHIN_MS, signal });
  const surveyMs = parts.clock.monotonicMs() - begun;
  const facts = factsFound(target, survey);
  const columns = model.asked.get(target.name) ?? [];
  const found = new Map<string, FoundThere>();
  for (const [column, one] of facts) found.set(column, { column, found: one, durationMs: surveyMs });
  const questions = model.questions.get(target.name) ?? [];
  if (survey.kind === 'answered' && questions.length > 0) {
    for (const one of await askMore(parts, { target, questions, signal })) found.set(one.column, one);
  }
  const first = survey.kind === 'failed' ? firstSentence(survey.reason) : 'the target did not come to it.';
  return {
    found: columns.map((column) => found.get(column) ?? { column, found: notAskedFound(first), durationMs: 0 }),
    survey,
  };
}

type Questions = Parameters<typeof askQuestions>[1]['questions'];

async function askMore(
  parts: AskingParts,
  {
    target,
    questions,
    signal,
  }: { readonly target: SshTarget; readonly questions: Questions; readonly signal: AbortSignal },
): Promise<readonly FoundThere[]> {
  if (target.shell !== undefined && /^(powershell|pwsh)\b/.test(target.shell)) {
    const text = 'Its shell is PowerShell: this is asked by sh, which is not there.';
    const found = notGoodFound('unknown', text, { cure: 'Look at it by hand.' });
    return questions.map(({ column }) => ({ column, found, durationMs: 0 }));
  }
  const mark = `hp-${parts.token()}${parts.token()}`;
  const { answers, because } = await askQuestions(parts, { target, questions, mark, signal });
  return questions.map((question): FoundThere => {
    const { column } = question;
    const answer = answers.get(column);
    if (answer === undefined) return { column, found: notAskedFound(because), durationMs: 0 };
    return { column, found: judgeAnswer(question, answer), durationMs: answer.durationMs };
  });
}

async function askUrl(
  { http, clock }: AskingParts,
  target: Extract<PlanTarget, { kind: 'http' }>,
  signal: AbortSignal,
): Promise<FoundThere> {
  const begun = clock.monotonicMs();
  const request = { method: 'GET', url: target.baseUrl, headers: {}, body: null, followRedirects: false };
  const limits = { timeoutMs: TARGET_WITHIN_MS, maxBodyBytes: 256 * 1024 };
  const answer = await http.call({ ...request, ...limits, signal }, () => {});
  const durationMs = clock.monotonicMs() - begun;
  const isThere = answer.kind === 'cut' && (answer.cause === 'too-large' || answer.cause === 'redirects');
  const status = answer.kind === 'response' ? answer.status : null;
  const said =
    answer.kind === 'response' || isThere
      ? ({ kind: 'answered', status, certificateEndsAt: null } as const)
      : ({ kind: 'silent', reason: answer.reason } as const);
  return { column: 'url', found: urlFound(target.name, target.baseUrl, said), durationMs };
}

export interface CertificateAsked {
  readonly column: string;
  readonly host: string;
  readonly port: number;
  readonly signal: AbortSignal;
}

export async function askCertificate(
  { readCertificate, clock }: AskingParts,
  { column, host, port, signal }: CertificateAsked,
): Promise<FoundThere> {
  const begun = clock.monotonicMs();
  const answer: CertificateAnswer = await readCertificate({ host, port, timeoutMs: TARGET_WITHIN_MS, signal });
  const found = certificateFound(`${host}:${port}`, answer, clock.now());
  return { column, found, durationMs: clock.monotonicMs() - begun };
}

function firstSentence(text: string): string {
  return /^.*?\.(?=\s|$)/s.exec(text)?.[0] ?? text;
}
