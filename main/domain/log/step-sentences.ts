import type { EventType } from '../../../contract/events.ts';
import { lostWhere } from './run-sentences.ts';
import { because, oneLine, plural, type Sentences, someOf, toneOf, type Voice, whoDid } from './voice.ts';

type StepEventType = Extract<EventType, `step.${string}`>;

function onTargets(targets: readonly string[], stepId: string, voice: Voice): string {
  if (targets.length === 0) return '';
  const all = voice.targetCount(stepId);
  if (all <= 1) return ` on ${someOf(targets)}`;
  return ` on ${targets.length} of ${plural(all, 'target')} (${someOf(targets)})`;
}

export const stepSentences: Sentences<StepEventType> = {
  'step.became-ready': ({ data }, voice) => ({ sentence: `${voice.step(data.stepId)} is ready`, tone: 'plain' }),
  'step.go-given': ({ actor, data }, voice) => ({
    sentence: whoDid(actor, `said Go to ${voice.step(data.stepId)}`, `Go for ${voice.step(data.stepId)}`),
    tone: toneOf(actor, 'plain'),
  }),
  'step.started': ({ actor, data }, voice) => {
    const count = voice.targetCount(data.stepId);
    const where = count > 1 ? ` on ${plural(count, 'target')}` : '';
    const step = voice.step(data.stepId);
    return { sentence: `${whoDid(actor, `started ${step}`, `${step} started`)}${where}`, tone: toneOf(actor, 'plain') };
  },
  'step.succeeded': ({ actor, data }, voice) => {
    const step = voice.step(data.stepId);
    if (data.byHand) {
      const how = whoDid(actor, `marked ${step} as done by hand`, `${step} was marked as done by hand`);
      return { sentence: `${how}${because(data.reason)}`, tone: toneOf(actor, 'good') };
    }
    const except = data.exceptions.length === 0 ? '' : `, except${onTargets(data.exceptions, data.stepId, voice)}`;
    const done = data.exceptions.length === 0 ? 'is done' : 'is done with exceptions';
    const what = whoDid(actor, `finished ${step}`, `${step} ${done}`);
    return { sentence: `${what}${except}${because(data.reason)}`, tone: 'good' };
  },
  'step.failed': ({ actor, data }, voice) => {
    const step = voice.step(data.stepId);
    const what = whoDid(actor, `declared ${step} as failed`, `${step} failed`);
    if (data.reason.startsWith('Failed on ')) {
      return { sentence: `${what} ${oneLine(data.reason).slice('Failed '.length)}`, tone: 'bad' };
    }
    return {
      sentence: `${what}${onTargets(data.failedTargets, data.stepId, voice)}${because(data.reason)}`,
      tone: 'bad',
    };
  },
  'step.skipped': ({ actor, data }, voice) => {
    const step = voice.step(data.stepId);
    if (data.cause === 'condition')
      return { sentence: `${step} skipped by its condition${because(data.reason)}`, tone: 'plain' };
    return {
      sentence: `${whoDid(actor, `skipped ${step}`, `${step} skipped`)}${because(data.reason)}`,
      tone: toneOf(actor, 'plain'),
    };
  },
  'step.indeterminate': ({ data }, voice) => {
    const lost = lostWhere(data.reason);
    const where = lost === null ? onTargets(data.targets, data.stepId, voice) : ` on ${lost}`;
    const more = lost === null ? because(data.reason) : '';
    return { sentence: `the outcome of ${voice.step(data.stepId)}${where} is unknown${more}`, tone: 'unknown' };
  },
  'step.cancelled': ({ data }, voice) => ({
    sentence: `${voice.step(data.stepId)} cancelled${because(data.reason)}`,
    tone: 'plain',
  }),
  'step.retry-requested': ({ actor, data }, voice) => {
    const step = voice.step(data.stepId);
    const scope = data.scope === 'all' ? 'on all targets' : 'where it failed';
    const where = data.targets.length === 0 ? scope : `on ${someOf(data.targets)}`;
    return {
      sentence: `${whoDid(actor, `asked to retry ${step}`, `${step} is retried`)} ${where}${because(data.reason)}`,
      tone: toneOf(actor, 'plain'),
    };
  },
  'step.eta-given': ({ actor, data }, voice) => {
    const step = voice.step(data.stepId);
    const reason = because(data.reason);
    const tone = toneOf(actor, 'plain');
    if (data.endAt === null) {
      const taken = whoDid(actor, `took back the ETA of ${step}`, `the ETA of ${step} was taken back`);
      return { sentence: `${taken}${reason}`, tone };
    }
    const said = whoDid(actor, `expects ${step} to be over`, `${step} is expected to be over`);
    return { sentence: `${said} at ${voice.clock(data.endAt)}${reason}`, tone };
  },
  'step.overdue': ({ data }, voice) => {
    const step = voice.step(data.stepId);
    const what =
      data.what === 'deadline' ? `the deadline of ${step} passed` : `${step} did not start before its latest time`;
    return { sentence: `${what}; default: ${data.onExpiry}`, tone: 'bad' };
  },
};
