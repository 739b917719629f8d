import type { PreflightCheck } from '../../../contract/preflight.ts';
import { good, notGood } from './check.ts';
import type { UrlAnswer } from './survey.ts';

const DAY_MS = 86_400_000;
/** Somebody should renew it soon, but it will not expire in this window. */
const WARN_WITHIN_DAYS = 14;

/** Any status is an answer: somebody is there, and the way to it works. */
export function judgeUrl(target: string, url: string, { answer, now }: { answer: UrlAnswer; now: number }) {
  if (answer.kind === 'silent') {
    const cure = `Check the address, the VPN and that the service is up: curl -v ${url}`;
    return notGood('bad', ['url', target], { text: `${url} gives no answer: ${answer.reason}.`, cure });
  }
  const { status, certificateEndsAt } = answer;
  const answered = status === null ? `${url} answers.` : `${url} answers with status ${status}.`;
  return certificateEndsAt === null
    ? good(['url', target], answered)
    : withCertificate(target, answered, certificateEndsAt - now);
}

function withCertificate(target: string, answered: string, leftMs: number): PreflightCheck {
  const days = Math.floor(leftMs / DAY_MS);
  if (leftMs > WARN_WITHIN_DAYS * DAY_MS)
    return good(['url', target], `${answered} Its certificate is good for ${days} days.`);
  const left = leftMs < DAY_MS ? `${Math.max(0, Math.floor(leftMs / 3_600_000))} hours` : `${days} days`;
  const text = `${answered} Its certificate ends in ${left}.`;
  return notGood('warning', ['url', target], {
    text,
    cure: 'Renew the certificate, or make sure the window ends before.',
  });
}
