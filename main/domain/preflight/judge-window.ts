import type { Plan } from '../../../contract/plan.ts';
import type { PreflightCheck } from '../../../contract/preflight.ts';
import { durationText } from '../log/duration.ts';
import { planSchedule } from '../plan/schedule.ts';
import { good, notGood } from './check.ts';

/** Is now a time to start, and would the plan fit? */
export function judgeWindow(plan: Plan, now: number): PreflightCheck {
  const { window } = plan;
  const about = ['window', 'window'] as const;
  if (window === null) return good(about, 'The runbook has no window.');
  const { start, end } = window;
  if (now >= end) {
    const text = `The window ended ${durationText(now - end)} ago.`;
    return notGood('warning', about, { text, cure: 'Agree on a new window and correct the runbook.' });
  }
  if (now < start) {
    const text = `The window opens in ${durationText(start - now)}.`;
    return notGood('warning', about, { text, cure: 'Wait for it, or start early knowingly.' });
  }
  const { lengthMs } = planSchedule(plan);
  const left = `The window is open for another ${durationText(end - now)}`;
  if (now + lengthMs <= end) return good(about, `${left}; the plan needs ${durationText(lengthMs)}.`);
  const text = `${left}, and the plan needs ${durationText(lengthMs)}: it would end ${durationText(now + lengthMs - end)} late.`;
  return notGood('warning', about, { text, cure: 'Shorten the plan, or have the window extended.' });
}
