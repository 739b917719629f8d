import type { Finding } from '../../../contract/errors.ts';
import type { Plan, PlanTarget, SshTarget } from '../../../contract/plan.ts';
import type { Preflight, PreflightCheck } from '../../../contract/preflight.ts';
import type { AskedProbe } from '../../../contract/probes.ts';
import { good, verdictOf } from './check.ts';
import { judgeOwnClock } from './judge-clock.ts';
import { type EnvironmentFact, judgeEnvironment } from './judge-environment.ts';
import { type InputFacts, judgeInputs, lackingReferences } from './judge-inputs.ts';
import { judgePeople } from './judge-people.ts';
import { judgePlan } from './judge-plan.ts';
import { judgeProbe } from './judge-probe.ts';
import { judgeTarget } from './judge-target.ts';
import { judgeUploads, type UploadFacts } from './judge-upload.ts';
import { judgeUrl } from './judge-url.ts';
import { judgeWindow } from './judge-window.ts';
import type { Survey, UrlAnswer } from './survey.ts';

type HttpTarget = Extract<PlanTarget, { kind: 'http' }>;

/** Everything that was found out, and when. */
export interface PreflightFacts {
  readonly plan: Plan;
  /** Of the runbook's text; empty for a run, which would not exist with an error. */
  readonly findings: readonly Finding[];
  readonly values: Readonly<Record<string, string>>;
  readonly inputs: InputFacts;
  /** null = a rehearsal, which touches no target. */
  readonly targets: {
    readonly ssh: readonly { readonly target: SshTarget; readonly survey: Survey }[];
    readonly http: readonly { readonly target: HttpTarget; readonly answer: UrlAnswer }[];
  } | null;
  /** The probes, each asked once. */
  readonly probes: readonly AskedProbe[];
  /** What uploads send and where to; left out = there is none. */
  readonly uploads?: readonly UploadFacts[];
  /** Of the environment the plan goes to; null = it goes to none, or nobody knows it here. */
  readonly environment?: EnvironmentFact | null;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Can we start? Every check with its verdict, in the order of the plan. */
export function judgePreflight(facts: PreflightFacts): Preflight {
  const { plan, startedAt, endedAt } = facts;
  const known = {
    inputs: facts.values,
    secretNames: facts.inputs.secretsGiven,
    told: lackingReferences(facts.inputs),
  };
  const checks = [
    ...judgePlan(plan, known, facts.findings),
    ...judgeInputs(facts.inputs),
    ...judgeUploads(facts.uploads ?? []),
    judgeWindow(plan, endedAt),
    ...judgePeople(plan),
    ...judgeEnvironment(facts.environment ?? null, endedAt),
    ...judgeTargets(facts),
    ...facts.probes.map(judgeProbe),
  ];
  return { verdict: verdictOf(checks), startedAt, endedAt, checks };
}

function judgeTargets({ targets, uploads = [], endedAt }: PreflightFacts): readonly PreflightCheck[] {
  if (targets === null) return [good(['plan', 'targets'], 'A rehearsal touches no target: none was asked.')];
  return [
    ...judgeOwnClock(targets.ssh.map(({ survey }) => survey)),
    ...targets.ssh.flatMap(({ target, survey }) => judgeTarget(target, survey, uploads)),
    ...targets.http.map(({ target, answer }) => judgeUrl(target.name, target.baseUrl, { answer, now: endedAt })),
  ];
}
