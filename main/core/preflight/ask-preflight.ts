import type { Plan } from '../../../contract/plan.ts';
import type { Preflight } from '../../../contract/preflight.ts';
import type { AskedProbe } from '../../../contract/probes.ts';
import type { EnvironmentFact } from '../../domain/preflight/judge-environment.ts';
import { judgePreflight, type PreflightFacts } from '../../domain/preflight/preflight.ts';
import type { Origin } from '../payload/payload-desk.ts';
import { uploadsOf } from '../payload/upload-facts.ts';
import { type AskingServices, askTargets } from './ask-targets.ts';

/** What is to be started. */
export interface Start extends Pick<PreflightFacts, 'plan' | 'findings' | 'values' | 'inputs'> {
  /** Where relative paths of upload steps begin; left out = of a run, which has them resolved. */
  readonly origin?: Origin;
  readonly mode: 'live' | 'rehearsal';
  readonly forks: number;
  /** Takes the secrets of this start out of what targets and servers said. */
  readonly redact: (text: string) => string;
  /** Asks the probes of this start once; left out = it has none. */
  readonly askProbes?: () => Promise<readonly AskedProbe[]>;
}

export interface PreflightServices extends AskingServices {
  /** What is known of an environment without asking it; left out = nothing. */
  readonly environments?: { summary(key: string): Promise<EnvironmentFact | null> };
}

/** Asks the world whether this start can be, and judges the answers. */
export async function askPreflight(services: PreflightServices, start: Start): Promise<Preflight> {
  const { clock } = services;
  const startedAt = clock.now();
  const isLive = start.mode === 'live';
  const uploads = isLive ? await uploadsOf(services, start) : [];
  const [targets, probes] = await Promise.all([
    isLive ? askTargets(services, start, uploads) : null,
    isLive ? (start.askProbes?.() ?? []) : [],
  ]);
  const { plan, findings, values, inputs } = start;
  const environment = start.mode === 'live' ? await environmentOf(services, plan) : null;
  const preflight = judgePreflight({
    plan,
    findings,
    values,
    inputs,
    targets,
    uploads,
    probes,
    environment,
    startedAt,
    endedAt: clock.now(),
  });
  const clean = (text: string) => shortened(start.redact(text.toWellFormed()));
  const checks = preflight.checks.map((check) => ({
    ...check,
    subject: clean(check.subject),
    text: clean(check.text),
    cure: check.cure === null ? null : clean(check.cure),
  }));
  return { ...preflight, checks };
}

async function environmentOf(
  { environments }: PreflightServices,
  { environment }: Plan,
): Promise<EnvironmentFact | null> {
  return environment === undefined || environments === undefined ? null : environments.summary(environment.key);
}

/** Servers say what they like; it goes into the log, before people and onto terminals. */
const MOST_CHARS = 1000;

function shortened(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, ' ');
  return line.length > MOST_CHARS ? `${line.slice(0, MOST_CHARS - 1).toWellFormed()}…` : line;
}
