import type { Plan } from '../../../contract/plan.ts';
import type { AskedProbe } from '../../../contract/probes.ts';
import { probeText } from '../../domain/probe/probe-text.ts';
import { slidingWindow } from '../preflight/sliding-window.ts';
import { askProbe, type ProbeQuestion, type ProbeServices } from './ask-probe.ts';

/** Questions of one look, side by side. */
const FORKS = 32;
/** Nobody waits longer for one look at everything. */
const ALL_WITHIN_MS = 120_000;

/** Each probe once on each of its targets, in the order of the plan; nothing is kept. */
export async function askEach(
  parts: ProbeServices,
  plan: Plan,
  known: Pick<ProbeQuestion, 'values' | 'missing' | 'redact'>,
): Promise<AskedProbe[]> {
  const questions = (plan.probes ?? []).flatMap((probe) =>
    probe.targets.flatMap((name) => {
      const target = plan.targets.find((one) => one.name === name);
      return target === undefined ? [] : [{ probe, target }];
    }),
  );
  const limit = new AbortController();
  const cancel = parts.clock.after(ALL_WITHIN_MS, () => limit.abort());
  try {
    return await slidingWindow(questions, FORKS, async ({ probe, target }) => {
      const at = parts.clock.now();
      const key = `ask.probe.${probe.name}.${target.name}`;
      const question = { ...known, probe, target, key, runId: 'asked once', withinMs: probe.timeoutMs };
      const answer = await askProbe(parts, question, limit.signal);
      return {
        ...{ probe: probe.name, target: target.name, question: probeText(probe) },
        answer: { at, ...(answer ?? notReached) },
      };
    });
  } finally {
    cancel();
  }
}

const notReached = {
  verdict: 'inconclusive',
  value: null,
  detail: 'Not asked: the whole took too long.',
  durationMs: 0,
} as const;
