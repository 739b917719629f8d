import type { EnvironmentText } from '../../../contract/documents/environment.ts';
import type { RunbookText } from '../../../contract/documents/runbook.ts';
import type { Plan } from '../../../contract/plan.ts';
import { readEnvironment } from '../environment/read-environment.ts';
import { nearest } from './nearest.ts';
import type { About } from './parse-document.ts';
import type { StoredChecklists, StoredDocument } from './step-checklists.ts';
import type { ResolveWallTime } from './wall-time.ts';

/** Where a runbook goes, as far as it is known. */
export interface PlanEnvironment {
  /** null = none is named, or the one that is named is not known here or has errors. */
  readonly document: EnvironmentText | null;
  /** As the plan keeps it; null with `document`. */
  readonly frozen: NonNullable<Plan['environment']> | null;
  readonly faults: readonly About[];
}

const none: PlanEnvironment = { document: null, frozen: null, faults: [] };

/** The environment a runbook names, looked up among those that are known. */
export function planEnvironment(
  runbook: RunbookText,
  { environments }: StoredChecklists,
  resolve: ResolveWallTime,
): PlanEnvironment {
  const { environment: key } = runbook;
  if (key === undefined) return none;
  const clash = runbook.inventory === undefined ? [] : [bothNamed(key)];
  const found = environments?.found.find((one) => one.key === key);
  if (found === undefined) return { ...none, faults: [...clash, ...missing(key, environments?.keys ?? null)] };
  const { environment } = readEnvironment(found.text, resolve);
  if (environment === null) return { ...none, faults: [...clash, broken(key)] };
  return { document: environment, frozen: frozenOf(found, environment), faults: clash };
}

function frozenOf({ key, revision, sha256 }: StoredDocument, { title, rank }: EnvironmentText) {
  return { key, title, rank: rank ?? null, revision, sha256 };
}

/** One source of targets: what is checked before the window must be all there is. */
function bothNamed(key: string): About {
  return {
    rule: 'environment-and-inventory',
    severity: 'error',
    path: ['inventory'],
    part: 'key',
    message: `The runbook goes to the environment "${key}" and has targets of its own beside it, which nobody checks there.`,
    cure: `Move these targets into ${key}, or take environment: out.`,
  };
}

/** Where not every document is known, a key that was not found is no fault: see `lint-executable`. */
function missing(key: string, keys: readonly string[] | null): readonly About[] {
  if (keys === null) return [];
  const near = nearest(key, keys);
  const cure =
    near === null
      ? `Save a document of kind Environment with the key ${key} first.`
      : `Write ${near}, or save ${key} first.`;
  const message = `There is no environment "${key}".`;
  return [{ rule: 'environment-missing', severity: 'error', path: ['environment'], message, cure }];
}

function broken(key: string): About {
  return {
    rule: 'environment-broken',
    severity: 'error',
    path: ['environment'],
    message: `The document "${key}" is no environment, or has errors.`,
    cure: `Run holdpoint lint on ${key}, correct it and save it.`,
  };
}
