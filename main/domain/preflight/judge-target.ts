import type { SshTarget } from '../../../contract/plan.ts';
import type { PreflightCheck } from '../../../contract/preflight.ts';
import { good, notGood } from './check.ts';
import { judgeClock } from './judge-clock.ts';
import { judgeFolder } from './judge-folder.ts';
import { bytesByFolder, judgeUploadFolder, type UploadFacts } from './judge-upload.ts';
import type { Survey, SurveyAnswer, SurveyFailure, SurveyStage } from './survey.ts';

/** Everything the answer of one target says about it, in the order in which it was found out. */
export function judgeTarget(
  { name }: SshTarget,
  survey: Survey,
  uploads: readonly UploadFacts[] = [],
): readonly PreflightCheck[] {
  return survey.kind === 'answered' ? answered(name, survey, uploads) : failed(name, survey);
}

function answered(target: string, survey: SurveyAnswer, uploads: readonly UploadFacts[]): readonly PreflightCheck[] {
  const needs = bytesByFolder(uploads, target);
  return [
    ...before('shell', target),
    good(['host-key', target], `Known: ${survey.hostKey}.`),
    judgeShell(target, survey),
    ...survey.folders.map((folder) => {
      const bytes = needs.get(folder.folder);
      return bytes === undefined ? judgeFolder(target, folder) : judgeUploadFolder(target, folder, bytes);
    }),
    judgeClock(target, survey.clock),
  ].sort(byOrder);
}

function judgeShell(target: string, { missingPrograms, killsAtLogout }: SurveyAnswer): PreflightCheck {
  const about = ['shell', target] as const;
  const missing = missingPrograms.join(', ');
  if (missing !== '') {
    const cure = `Install ${missing} there, or change shell: in the runbook.`;
    return notGood('bad', about, { text: `It has no ${missing}: steps that name it cannot run.`, cure });
  }
  if (!killsAtLogout) return good(about, 'Its shell answers and has what the steps call.');
  const text =
    'Its systemd ends what a login leaves behind: a step that runs when the connection is cut would be killed.';
  return notGood('warning', about, { text, cure: 'Let this user linger there: loginctl enable-linger USER' });
}

/** Each stage stands for what was well before it came to it, and for the check it failed. */
const stages: Readonly<Record<SurveyStage, PreflightCheck['aspect']>> = {
  route: 'reachable',
  time: 'reachable',
  'key-unknown': 'host-key',
  'key-changed': 'host-key',
  login: 'authentication',
  shell: 'shell',
};

const order: readonly PreflightCheck['aspect'][] = [
  'reachable',
  'host-key',
  'authentication',
  'shell',
  'disk',
  'clock',
];

function byOrder(left: PreflightCheck, right: PreflightCheck): number {
  return order.indexOf(left.aspect) - order.indexOf(right.aspect);
}

function failed(target: string, { stage, reason }: SurveyFailure): readonly PreflightCheck[] {
  const aspect = stages[stage];
  const [text, cure] = split(reason);
  const verdict = stage === 'time' ? 'unknown' : 'bad';
  const own = notGood(verdict, [aspect, target], { text, cure: cures[stage] ?? cure });
  const hostKey = order.indexOf(aspect) > order.indexOf('host-key') ? [good(['host-key', target], 'Known.')] : [];
  return [...before(aspect, target), ...hostKey, own].sort(byOrder);
}

/** What must have been well for the question to come so far. */
function before(aspect: PreflightCheck['aspect'], target: string): readonly PreflightCheck[] {
  const reached = order.indexOf(aspect);
  const checks: PreflightCheck[] = [];
  if (reached > order.indexOf('reachable')) checks.push(good(['reachable', target], 'Answers.'));
  if (reached > order.indexOf('authentication')) checks.push(good(['authentication', target], 'Lets us log in.'));
  return checks;
}

/** Where the adapter's own advice is not the whole of it. */
const cures: Partial<Record<SurveyStage, string>> = {
  'key-unknown': 'Compare the fingerprint with the server’s owner, then accept the key.',
  'key-changed': 'Ask its owner first. Only then correct known_hosts, and accept the new key.',
};

/** The adapter's sentences end with what to do: the last one is the cure. */
function split(reason: string): readonly [text: string, cure: string] {
  const at = reason.search(/(?<=\.) (?!.*\. )/);
  return at < 0 ? [reason, 'Correct it, then check again.'] : [reason.slice(0, at), reason.slice(at + 1)];
}
