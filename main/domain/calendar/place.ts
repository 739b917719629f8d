import type { PlanTarget } from '../../../contract/plan.ts';

/**
 * Where a target is, whatever a runbook calls it: `host:port` of an ssh target, the origin of an http one. The user is
 * left out: two people on one machine are on one machine.
 */
export function placeOf(target: PlanTarget): string {
  if (target.kind === 'http') return URL.parse(target.baseUrl)?.origin ?? target.baseUrl.toLowerCase();
  const host = target.host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return `${host.includes(':') ? `[${host}]` : host}:${target.port}`;
}
