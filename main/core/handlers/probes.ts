import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { OperationRequest } from '../../../contract/operations.ts';
import type { AskedProbe } from '../../../contract/probes.ts';
import { redactText } from '../capture/redactor.ts';
import { secretForms } from '../capture/secret-forms.ts';
import { startOfRunbook } from '../preflight/starts.ts';
import { askEach } from '../probe/ask-each.ts';
import { probeSubject } from '../probe/probe-desk.ts';
import { complaintAbout } from '../run/secrets.ts';
import type { CoreParts } from './core-parts.ts';
import type { FeatureHandlers } from './handler.ts';

export function probeHandlers(parts: CoreParts): FeatureHandlers<'probes'> {
  const { desk, probes, samples } = parts;
  return {
    'probes.get': ({ runId }) => {
      const state = desk.state(runId);
      return state === null ? noRun(runId) : ok(probes.view(state));
    },
    'probes.draw': ({ runId, probe, targets, from, to, buckets }) => {
      if (desk.state(runId) === null) return noRun(runId);
      if (to <= from) return ok(targets.map((target) => ({ target, buckets: [] })));
      const subject = probeSubject(runId, probe);
      const range = { from, to, buckets };
      return ok(targets.map((target) => ({ target, buckets: [...samples.draw({ subject, target }, range)] })));
    },
    'probes.samples': ({ runId, probe, target, from, to, after, limit }) => {
      if (desk.state(runId) === null) return noRun(runId);
      const series = { subject: probeSubject(runId, probe), target };
      const page = samples.range(series, { from, to, after, limit: limit + 1 });
      return ok({ samples: page.slice(0, limit), more: page.length > limit });
    },
    'probes.ask': (request) => askAll(parts, request),
  };
}

function noRun(runId: string): Result<never> {
  return failed('not-found', `There is no run ${runId}.`);
}

async function askAll(
  parts: CoreParts,
  { key, inputs, secrets }: OperationRequest<'probes.ask'>,
): Promise<Result<AskedProbe[]>> {
  const complaint = complaintAbout(secrets);
  if (complaint !== null) return failed('invalid-input', complaint);
  const found = parts.library.find(key);
  if (!found.ok) return found;
  const start = await startOfRunbook(parts.library, found.value.text, {
    values: inputs,
    secretNames: Object.keys(secrets),
  });
  if (!start.ok) return start;
  const { plan, values, inputs: given } = start.value;
  const forms = secretForms(Object.values(secrets));
  return ok(
    await askEach(parts, plan, {
      values: { inputs: values, secrets, outputs: {} },
      missing: given.secretsMissing.map((name) => `secrets.${name}`),
      redact: (text) => redactText(forms, text),
    }),
  );
}
