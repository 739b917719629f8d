import type { EnvironmentSummary } from '../../../contract/environments.ts';
import type { PreflightCheck } from '../../../contract/preflight.ts';
import { ago } from '../environment/colours.ts';
import { good, notGood } from './check.ts';

export type EnvironmentFact = Pick<
  EnvironmentSummary,
  'key' | 'rag' | 'because' | 'checked' | 'staleAfterMs' | 'items' | 'itemsValidated'
>;

/** When the environment was checked last, and what was found: evidence with an age. Preflight asks its own questions. */
export function judgeEnvironment(environment: EnvironmentFact | null, now: number): readonly PreflightCheck[] {
  if (environment === null) return [];
  const { key, rag, because, checked, staleAfterMs } = environment;
  const about = ['environment', key] as const;
  const cure = `Check it before the window: holdpoint targets check ${key}`;
  if (checked === null) return [notGood('warning', about, { text: 'It was never checked as a whole.', cure })];
  const age = now - checked.at;
  const when = `Checked ${ago(age)} by ${checked.by}, ${checked.targets} targets`;
  if (age > staleAfterMs) return [notGood('warning', about, { text: `${when}: that is too long ago.`, cure })];
  if (rag === 'green') return [good(about, `${when}: ${because}`)];
  return [
    notGood('warning', about, { text: `${when}: ${rag}. ${because}`, cure: 'Look at it, and know what you do.' }),
  ];
}
