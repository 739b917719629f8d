import type { SshTarget } from '../../../contract/plan.ts';
import type { PreflightCheck } from '../../../contract/preflight.ts';
import { clockOffset } from '../preflight/judge-clock.ts';
import { judgeTarget } from '../preflight/judge-target.ts';
import { judgeUrl } from '../preflight/judge-url.ts';
import type { Survey, UrlAnswer } from '../preflight/survey.ts';
import { type Found, goodFound, notGoodFound } from './found.ts';

const states = { good: 'good', warning: 'warning', bad: 'bad', unknown: 'bad' } as const;
const worst = ['bad', 'unknown', 'warning', 'good'] as const;

/** What a survey of a target says, by column; what it did not come to is missing. */
export function factsFound(target: SshTarget, survey: Survey): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  for (const check of judgeTarget(target, survey)) {
    const one = foundOf(check, measuredIn(check.aspect, survey));
    const known = found.get(check.aspect);
    found.set(check.aspect, known === undefined ? one : worseOf(known, one));
  }
  return found;
}

/** A target that says nothing in its time counts as one that is not there, as before a start. */
function foundOf({ verdict, text, cure }: PreflightCheck, value: number | null): Found {
  return { state: states[verdict], text, cure, value };
}

/** Of two folders the worse one; else both sentences stand. */
function worseOf(one: Found, other: Found): Found {
  if (one.state === other.state && one.state === 'good') return { ...one, text: `${one.text} ${other.text}` };
  return worst.indexOf(one.state) <= worst.indexOf(other.state) ? one : other;
}

/** MiB free where there is least; ms the clock is ahead. */
function measuredIn(aspect: PreflightCheck['aspect'], survey: Survey): number | null {
  if (survey.kind === 'failed') return null;
  if (aspect === 'disk') {
    const free = survey.folders.flatMap(({ freeKiB }) => (freeKiB === null ? [] : [freeKiB]));
    return free.length === 0 ? null : Math.floor(Math.min(...free) / 1024);
  }
  return aspect === 'clock' && survey.clock !== null ? Math.round(clockOffset(survey.clock).offsetMs) : null;
}

export function notAskedFound(because: string): Found {
  return notGoodFound('unknown', `Not asked: ${because}`, { cure: 'Correct that first, then check again.' });
}

/** Certificates are judged in a column of their own. */
export function urlFound(target: string, url: string, answer: UrlAnswer): Found {
  const plain = answer.kind === 'answered' ? { ...answer, certificateEndsAt: null } : answer;
  const check = judgeUrl(target, url, { answer: plain, now: 0 });
  return foundOf(check, answer.kind === 'answered' ? answer.status : null);
}

/** What was seen of a server's certificate. */
export type CertificateAnswer =
  | {
      readonly kind: 'certificate';
      /** UTC ms. */
      readonly endsAt: number;
      /** Whom it is for. */
      readonly subject: string;
      /** Why this machine would not trust it, as the end of a sentence; null = it does. */
      readonly distrust: string | null;
    }
  | { readonly kind: 'silent'; readonly reason: string };

const DAY_MS = 86_400_000;
/** Somebody has to renew it now. */
const WARN_WITHIN_DAYS = 14;

export function certificateFound(place: string, answer: CertificateAnswer, now: number): Found {
  if (answer.kind === 'silent') {
    const cure = `Look at the server and the way to it: openssl s_client -connect ${place}`;
    return notGoodFound('unknown', `${place} shows no certificate: ${answer.reason}.`, { cure });
  }
  const { endsAt, subject, distrust } = answer;
  const days = Math.floor((endsAt - now) / DAY_MS);
  const day = new Date(endsAt).toISOString().slice(0, 10);
  const name = subject === '' ? 'The certificate' : `The certificate of ${subject}`;
  if (endsAt <= now) {
    return notGoodFound('bad', `${name} expired on ${day}.`, { cure: 'Renew it.', value: days });
  }
  if (days < WARN_WITHIN_DAYS) {
    const left = days < 1 ? 'within a day' : `in ${days} ${days === 1 ? 'day' : 'days'}`;
    return notGoodFound('warning', `${name} ends ${left}, on ${day}.`, { cure: 'Renew it before.', value: days });
  }
  const good = `${name} is good for ${days} days, until ${day}.`;
  if (distrust === null) return goodFound(good, days);
  return notGoodFound('warning', `${good} This machine does not trust it: ${distrust}.`, {
    cure: 'Have the chain completed, or add its authority to this machine.',
    value: days,
  });
}
