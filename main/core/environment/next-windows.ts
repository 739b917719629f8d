import type { EnvironmentSummary } from '../../../contract/environments.ts';
import type { DocumentSummary } from '../../../contract/workspace-views.ts';

type Window = NonNullable<EnvironmentSummary['nextWindow']>;

/** The next window of a runbook that goes to each environment, the one that is open included. */
export function nextWindows(documents: readonly DocumentSummary[], now: number): ReadonlyMap<string, Window> {
  const next = new Map<string, Window>();
  for (const { kind, key, title, environment, window } of documents) {
    if (kind !== 'Runbook' || environment === null || window === null || window.end <= now) continue;
    const known = next.get(environment);
    if (known === undefined || window.start < known.start) next.set(environment, { runbook: key, title, ...window });
  }
  return next;
}
