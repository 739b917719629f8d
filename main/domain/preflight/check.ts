import type { Preflight, PreflightCheck } from '../../../contract/preflight.ts';

type About = readonly [aspect: PreflightCheck['aspect'], subject: string];

export function good([aspect, subject]: About, text: string): PreflightCheck {
  return { aspect, subject, verdict: 'good', text, cure: null };
}

export function notGood(
  verdict: Exclude<PreflightCheck['verdict'], 'good'>,
  [aspect, subject]: About,
  words: { readonly text: string; readonly cure: string },
): PreflightCheck {
  return { aspect, subject, verdict, ...words };
}

/** What could not be asked is not known to be good: it counts like what is bad. */
export function verdictOf(checks: readonly PreflightCheck[]): Preflight['verdict'] {
  if (checks.some(({ verdict }) => verdict === 'bad' || verdict === 'unknown')) return 'red';
  return checks.some(({ verdict }) => verdict === 'warning') ? 'amber' : 'green';
}
