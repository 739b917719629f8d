import type { PreflightCheck } from '../../../contract/preflight.ts';
import type { AskedProbe } from '../../../contract/probes.ts';
import { good, notGood } from './check.ts';

/** A probe may well fail before the change that it watches: a reason to look, none to stay away. */
export function judgeProbe({ probe, target, answer }: AskedProbe): PreflightCheck {
  const subject = `${probe} on ${target}`;
  if (answer.verdict === 'successful') return good(['probe', subject], `Successful: ${answer.detail}`);
  const text =
    answer.verdict === 'failed' ? `Failed: ${answer.detail}` : `Inconclusive, it could not be told: ${answer.detail}`;
  const cure = 'Look whether that is right before the change; if not, correct the service or the probe.';
  return notGood('warning', ['probe', subject], { text, cure });
}
