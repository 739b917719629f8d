import type { PromotionFact } from '../../../contract/environments.ts';
import type { RunState } from '../../domain/run/state.ts';
import type { RunDesk } from '../run/run-desk.ts';

/** The newest live run of each runbook in each environment that was completed: a rehearsal went nowhere. */
export function promotionFacts(runs: Pick<RunDesk, 'runIds' | 'state'>): PromotionFact[] {
  const newest = new Map<string, PromotionFact>();
  for (const runId of runs.runIds()) {
    const state = runs.state(runId);
    const fact = state === null ? null : factOf(state);
    if (fact === null) continue;
    const name = `${fact.environment}\n${fact.runbook}`;
    const known = newest.get(name);
    if (known === undefined || known.endedAt < fact.endedAt) newest.set(name, fact);
  }
  return [...newest.values()].toSorted((one, other) => other.endedAt - one.endedAt);
}

function factOf({
  runId,
  mode,
  life,
  plan,
  closure,
  endedAt,
  document,
  hashes,
  inputs,
}: RunState): PromotionFact | null {
  if (mode !== 'live' || life !== 'completed' || plan.environment === undefined || endedAt === null) return null;
  return {
    ...{ environment: plan.environment.key, runbook: document.key, title: plan.title, runId, endedAt },
    ...{
      closureCode: closure?.code ?? null,
      revision: document.revision,
      planHash: hashes.plan,
      inputs: { ...inputs },
    },
  };
}
