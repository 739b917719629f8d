import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { OperationRequest } from '../../../contract/operations.ts';
import type { Preflight } from '../../../contract/preflight.ts';
import { actorOf } from '../attribution.ts';
import { redactText } from '../capture/redactor.ts';
import { secretForms } from '../capture/secret-forms.ts';
import { askPreflight } from '../preflight/ask-preflight.ts';
import { startOfRun, startOfRunbook } from '../preflight/starts.ts';
import { withVault } from '../preflight/vault-facts.ts';
import { askEach } from '../probe/ask-each.ts';
import { complaintAbout } from '../run/secrets.ts';
import type { CoreParts } from './core-parts.ts';
import type { Caller, Handlers } from './handler.ts';

type PreflightHandlers = Pick<Handlers, 'runs.preflight' | 'runbooks.preflight'>;

export function preflightHandlers(parts: CoreParts): PreflightHandlers {
  /** Asked twice at once (two windows, an impatient hand) it is asked once. */
  const going = new Map<RunId, Promise<Result<Preflight>>>();
  return {
    'runbooks.preflight': (request) => ofRunbook(parts, request),
    'runs.preflight': (request, caller) => {
      const present = going.get(request.runId);
      if (present !== undefined) return present;
      const asking = ofRun(parts, request, caller).finally(() => going.delete(request.runId));
      going.set(request.runId, asking);
      return asking;
    },
  };
}

async function ofRunbook(
  parts: CoreParts,
  { key, inputs, secrets, folder }: OperationRequest<'runbooks.preflight'>,
): Promise<Result<Preflight>> {
  const complaint = complaintAbout(secrets);
  if (complaint !== null) return failed('invalid-input', complaint);
  const found = parts.library.find(key);
  if (!found.ok) return found;
  const given = { values: inputs, secretNames: Object.keys(secrets) };
  const start = await startOfRunbook(parts.library, found.value.text, given);
  if (!start.ok) return start;
  const forms = secretForms(Object.values(secrets));
  const redact = (text: string) => redactText(forms, text);
  const { plan, values, inputs: bound } = start.value;
  const missing = bound.secretsMissing.map((name) => `secrets.${name}`);
  const known = { values: { inputs: values, secrets, outputs: {} }, missing, redact };
  return ok(
    await askPreflight(parts, {
      ...withVault(parts, start.value),
      origin: { documentKey: key, folder },
      redact,
      askProbes: () => askEach(parts, plan, known),
    }),
  );
}

async function ofRun(
  parts: CoreParts,
  { runId, attribution }: OperationRequest<'runs.preflight'>,
  caller: Caller,
): Promise<Result<Preflight>> {
  const { desk, seat } = parts;
  const actor = actorOf(attribution, caller, seat);
  if (!actor.ok) return actor;
  const state = desk.state(runId);
  if (state === null) return failed('not-found', `There is no run ${runId}.`);
  const secrets = desk.secretsOf(runId);
  const start = startOfRun(state, secrets.missing);
  if (!start.ok) return start;
  const preflight = await askPreflight(parts, {
    ...withVault(parts, start.value),
    redact: secrets.redact,
    askProbes: () => parts.probes.askOnce(state),
  });
  const written = await desk.record(runId, { type: 'preflight.finished', data: preflight }, actor.value);
  return written.ok ? ok(preflight) : written;
}
