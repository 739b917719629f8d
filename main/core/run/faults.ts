import type { Plan } from '../../../contract/plan.ts';
import { indexPlan } from '../../domain/run/plan-index.ts';
import type { SimulatedFault } from '../ports/simulator.ts';

interface OrderedFault {
  readonly stepId: string;
  /** null = on every target of the step. */
  readonly target: string | null;
  readonly fault: SimulatedFault;
}

/** The fault ordered for this step on this target; one that names the target wins. */
export function faultFor(faults: readonly string[], stepId: string, target: string): SimulatedFault | null {
  const ordered = faults.map(parseFault).filter((fault) => fault !== null);
  const ofStep = ordered.filter((fault) => fault.stepId === stepId);
  const found = ofStep.find((fault) => fault.target === target) ?? ofStep.find((fault) => fault.target === null);
  return found?.fault ?? null;
}

/** What is wrong with the faults ordered for this plan, a sentence each. */
export function complaintsAboutFaults(faults: readonly string[], plan: Plan): string[] {
  const { facts, positions } = indexPlan(plan);
  return faults.flatMap((text) => {
    const fault = parseFault(text);
    if (fault === null) return [`"${text}" is no fault. Write STEP[:TARGET]=exit N, =timeout or =drop.`];
    const step = facts[positions.get(fault.stepId) ?? -1];
    if (step === undefined) return [`"${text}" names step ${fault.stepId}, which the runbook does not have.`];
    if (!step.isAutomated) return [`"${text}" names step ${fault.stepId}, which no machine executes.`];
    if (fault.target === null || step.targets.some((name) => name === fault.target)) return [];
    return [`"${text}" names ${fault.target}, which is no target of step ${fault.stepId}.`];
  });
}

function parseFault(text: string): OrderedFault | null {
  const match = /^([a-z][a-z0-9-]*)(?::([A-Za-z0-9._-]+))?=(?:exit (\d{1,3})|(timeout)|(drop))$/.exec(text.trim());
  const stepId = match?.[1];
  if (match === null || stepId === undefined) return null;
  const target = match[2] ?? null;
  if (match[3] !== undefined) return { stepId, target, fault: { kind: 'exit', code: Number(match[3]) } };
  return { stepId, target, fault: { kind: match[4] === undefined ? 'drop' : 'timeout' } };
}
