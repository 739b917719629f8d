import type { Plan, PlanTarget, SshTarget } from '../../../contract/plan.ts';
import { runAsOf } from '../../domain/plan/index.ts';
import { type UploadFacts, uploadFolders } from '../../domain/preflight/judge-upload.ts';
import type { PreflightFacts } from '../../domain/preflight/preflight.ts';
import type { Survey, UrlAnswer } from '../../domain/preflight/survey.ts';
import type { PayloadDesk } from '../payload/payload-desk.ts';
import type { Clock } from '../ports/clock.ts';
import type { HttpCaller } from '../ports/http-caller.ts';
import type { Shell } from '../ports/shell.ts';
import { slidingWindow } from './sliding-window.ts';

/** What asking needs of the world. */
export interface AskingServices {
  readonly shell: Pick<Shell, 'survey'>;
  readonly http: HttpCaller;
  readonly clock: Clock;
  /** Left out = nothing is known of what uploads send. */
  readonly payloads?: PayloadDesk;
}

export interface Asking {
  readonly plan: Plan;
  /** At most so many targets at a time. */
  readonly forks: number;
}

/** A target that says nothing for so long is not one to start a window with. */
export const TARGET_WITHIN_MS = 12_000;
/** The whole of it, however many targets hang; leaves time to unlock a key. */
export const ALL_WITHIN_MS = 180_000;
/** Enough of an answer to know that somebody is there. */
const MAX_BODY_BYTES = 256 * 1024;

type HttpTarget = Extract<PlanTarget, { kind: 'http' }>;
type Answers = NonNullable<PreflightFacts['targets']>;

/** Asks every target that a step names, side by side; one that hangs takes up its own place and no other's. */
export async function askTargets(
  services: AskingServices,
  asking: Asking,
  uploads: readonly UploadFacts[] = [],
): Promise<Answers> {
  const { plan, forks } = asking;
  const used = usedTargets(plan);
  const targets = plan.targets.filter(({ name }) => used.has(name));
  const limit = new AbortController();
  const { signal } = limit;
  const cancel = services.clock.after(ALL_WITHIN_MS, () => limit.abort());
  const programs = programsOf(plan);
  try {
    const answers = await slidingWindow(targets, forks, (target) =>
      askTarget(services, { target, programs, uploads, signal }),
    );
    return {
      ssh: answers.flatMap((answer) => (answer.kind === 'ssh' ? [answer] : [])),
      http: answers.flatMap((answer) => (answer.kind === 'http' ? [answer] : [])),
    };
  } finally {
    cancel();
  }
}

interface Question {
  readonly target: PlanTarget;
  readonly programs: ReadonlyMap<string, ReadonlySet<string>>;
  readonly uploads: readonly UploadFacts[];
  readonly signal: AbortSignal;
}

async function askTarget(services: AskingServices, { target, programs, uploads, signal }: Question) {
  if (target.kind === 'http') return { kind: target.kind, target, answer: await askUrl(services, target, signal) };
  const wanted = programs.get(target.name);
  const folders = uploadFolders(uploads, target.name);
  const survey = await askShell(services, { target, programs: wanted, folders, signal });
  return { kind: target.kind, target, survey };
}

function usedTargets(plan: Plan): ReadonlySet<string> {
  return new Set(plan.steps.flatMap(({ action }) => ('targets' in action ? action.targets : [])));
}

/** The shells that the steps of a target name: the first word each, `bash` of `bash -eu`; and sudo for other accounts. */
function programsOf(plan: Plan): ReadonlyMap<string, ReadonlySet<string>> {
  const programs = new Map<string, Set<string>>();
  for (const { action } of plan.steps) {
    if (action.kind !== 'ssh') continue;
    const [program = 'sh'] = action.shell.trim().split(/\s+/);
    for (const name of action.targets) {
      const known = programs.get(name) ?? new Set<string>();
      programs.set(name, known.add(program));
      const target = plan.targets.find((candidate) => candidate.name === name);
      if (target?.kind !== 'ssh') continue;
      const account = runAsOf(action, target);
      if (account !== null && account !== target.user) known.add('sudo');
    }
  }
  return programs;
}

interface ShellAsking {
  readonly target: SshTarget;
  readonly programs: ReadonlySet<string> | undefined;
  /** Those uploads go to, beside what every step needs. */
  readonly folders: readonly string[];
  readonly signal: AbortSignal;
}

function askShell(
  { shell }: AskingServices,
  { target, programs, folders: more, signal }: ShellAsking,
): Promise<Survey> {
  if (signal.aborted) return Promise.resolve(notAsked);
  const usual = [target.stateDir ?? '~/.holdpoint', '/tmp'];
  const folders = [...usual, ...more.filter((folder) => !usual.includes(folder))];
  const question = { folders, programs: [...(programs ?? [])], withinMs: TARGET_WITHIN_MS, signal };
  return orGivenUp(shell.survey(target, question), signal);
}

/** Nothing a target or an adapter does keeps the whole from its end. */
function orGivenUp(asking: Promise<Survey>, signal: AbortSignal): Promise<Survey> {
  return new Promise((resolve, reject) => {
    const giveUp = () => resolve(notAnswered);
    signal.addEventListener('abort', giveUp, { once: true });
    asking.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

const notAsked: Survey = {
  kind: 'failed',
  stage: 'time',
  reason: 'It was not asked: the time for the whole preflight was over. Mend the targets that do not answer first.',
};

const notAnswered: Survey = {
  kind: 'failed',
  stage: 'time',
  reason: 'It had not answered when the time for the whole preflight was over. Look at this target, then check again.',
};

async function askUrl({ http }: AskingServices, target: HttpTarget, signal: AbortSignal): Promise<UrlAnswer> {
  if (signal.aborted) return { kind: 'silent', reason: 'it was not asked, the time for the whole preflight was over' };
  const answer = await http.call(
    {
      ...{ method: 'GET', url: target.baseUrl, headers: {}, body: null, followRedirects: false },
      ...{ timeoutMs: TARGET_WITHIN_MS, maxBodyBytes: MAX_BODY_BYTES },
      signal,
    },
    () => {},
  );
  if (answer.kind === 'response') {
    const { status, certificateEndsAt = null } = answer;
    return { kind: 'answered', status, certificateEndsAt };
  }
  // Too large to read to its end, or sent round in circles: somebody is there all the same.
  const isThere = answer.kind === 'cut' && (answer.cause === 'too-large' || answer.cause === 'redirects');
  if (isThere) return { kind: 'answered', status: null, certificateEndsAt: null };
  return { kind: 'silent', reason: answer.reason };
}
