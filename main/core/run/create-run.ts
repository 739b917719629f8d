import type { Actor } from '../../../contract/actor.ts';
import type { AnswersGiven } from '../../../contract/answers.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { EventData } from '../../../contract/events.ts';
import type { OperationRequest } from '../../../contract/operations.ts';
import type { Plan } from '../../../contract/plan.ts';
import { PREFLIGHT_MAX_AGE_MS } from '../../../contract/preflight.ts';
import { readAnswers } from '../../domain/answers/read-answers.ts';
import { boundPayloads } from '../../domain/plan/bound-payloads.ts';
import type { Compilation } from '../../domain/plan/index.ts';
import { NO_SECRETS, secretForms } from '../capture/secret-forms.ts';
import { frozenPayloads } from '../payload/frozen-payloads.ts';
import { cleanActor, cleanDraft } from './event-data.ts';
import { complaintsAboutFaults } from './faults.ts';
import { complaintAbout } from './secrets.ts';
import type { RunServices } from './services.ts';
import type { WriteJob } from './writer.ts';

export type CreateRequest = OperationRequest<'runs.create'>;
type CompiledRunbook = Extract<Compilation, { kind: 'plan' }>;

/** Everything a run is frozen from, or every reason why there can be no run of it. Nothing is stored here. */
export async function freezeRun(
  services: RunServices,
  request: CreateRequest,
): Promise<Result<EventData<'run.created'>>> {
  const document = services.documentIndex.find(request.key, request.revision);
  const text = document === null ? null : services.documents.textOf(document.sha256);
  if (document === null || text === null) return failed('not-found', notFound(request));
  const given = { values: request.inputs, secretNames: Object.keys(request.secrets) };
  const compiled = await services.reader.compile(text, given);
  if (compiled.kind === 'findings') {
    const message = `${request.key} cannot be run: ${count(compiled.findings.length)}.`;
    return failed('invalid-document', message, { findings: [...compiled.findings] });
  }
  const refusal = refusalOf(compiled, request);
  if (refusal !== null) return refusal;
  const answers = answersOf(request, compiled.plan);
  if (!answers.ok) return answers;
  const frozen = await frozenPayloads(services, compiled, request);
  if (!frozen.ok) return frozen;
  return ok({
    runId: services.ids.runId(services.clock.now()),
    mode: request.mode,
    speed: request.mode === 'live' ? 1 : request.speed,
    faults: request.faults,
    ...(answers.value === null ? {} : { answers: answers.value }),
    forks: request.forks,
    document: { key: document.key, revision: document.revision, sha256: document.sha256 },
    hashes: boundPayloads(frozen.value, compiled.hashes, services.digest),
    inputs: { ...compiled.values },
    // Those that were given: an optional one that was not is no secret anybody could miss after a restart.
    secretNames: Object.keys(request.secrets),
    plan: frozen.value,
    ...(request.mode === 'live' ? { preflight: { maxAgeMs: PREFLIGHT_MAX_AGE_MS } } : {}),
  });
}

/** Who speaks for the people, read and held against the plan; null = they do themselves. */
function answersOf({ mode, answers }: CreateRequest, { steps }: Plan): Result<AnswersGiven | null> {
  if (answers === undefined) return ok(null);
  if (mode === 'live') return failed('invalid-input', 'Answers are for rehearsals: in a live run people speak.');
  const { text, fileName = null, others } = answers;
  const ids = steps.map((step) => step.id);
  const given = text === undefined ? ok({}) : readAnswers(text, ids);
  if (given.ok) return ok({ fileName, others, given: { ...given.value } });
  const findings = given.problem.findings?.map((one) => (fileName === null ? one : { ...one, file: fileName }));
  return { ok: false, problem: { ...given.problem, ...(findings === undefined ? {} : { findings }) } };
}

export function createdJob(
  frozen: EventData<'run.created'>,
  by: { request: CreateRequest; actor: Actor; now: () => number },
): WriteJob {
  return {
    journalId: frozen.runId,
    commandId: by.request.commandId,
    decide() {
      const draft = cleanDraft({ type: 'run.created', data: frozen }, NO_SECRETS);
      // A run cannot be older than the moment it was frozen, whatever time the request states.
      return ok([
        { draft, actor: cleanActor(by.actor, secretForms(Object.values(by.request.secrets))), occurredAt: by.now() },
      ]);
    },
  };
}

function refusalOf(compiled: CompiledRunbook, request: CreateRequest): Result<never> | null {
  const later = compiled.findings.filter((finding) => finding.severity === 'not-executable-yet');
  if (request.mode === 'live' && later.length > 0) {
    const message = `${request.key} uses what this build can only rehearse: run it as a rehearsal, or take it out.`;
    return failed('not-executable-yet', message, { findings: [...later] });
  }
  if (request.mode === 'live' && request.faults.length > 0) {
    return failed('invalid-input', 'Faults are for rehearsals. Leave them out, or rehearse.');
  }
  const complaints = complaintsAboutFaults(request.faults, compiled.plan);
  if (complaints.length > 0) return faultsRefusal(complaints);
  return secretsRefusal(compiled, request);
}

function faultsRefusal(complaints: readonly string[]): Result<never> {
  const [only = ''] = complaints;
  if (complaints.length === 1) return failed('invalid-input', only);
  return failed('invalid-input', `${complaints.length} faults cannot be planted.`, { details: [...complaints] });
}

/** A rehearsal touches nothing and needs no secret; live they are asked for before anything is stored. */
function secretsRefusal({ inputs, secretNames }: CompiledRunbook, request: CreateRequest): Result<never> | null {
  const { mode, secrets } = request;
  const notSecret = Object.keys(secrets).filter((name) => !secretNames.includes(name));
  if (notSecret.length > 0) {
    return failed('invalid-input', `${notSecret.join(', ')} is no secret input of this runbook. Give it as an input.`);
  }
  const complaint = complaintAbout(secrets);
  if (complaint !== null) return failed('invalid-input', complaint);
  const needed = inputs.filter((input) => input.secret && input.required).map((input) => input.name);
  const missing = mode === 'live' ? needed.filter((name) => !Object.hasOwn(secrets, name)) : [];
  if (missing.length === 0) return null;
  return failed('invalid-input', `The run needs these secrets: ${missing.join(', ')}.`, { details: missing });
}

function count(findings: number): string {
  return findings === 1 ? 'one finding' : `${findings} findings`;
}

function notFound({ key, revision }: CreateRequest): string {
  const which = revision === undefined ? '' : `revision ${revision} of `;
  return `There is no ${which}runbook "${key}". Save the document first.`;
}
