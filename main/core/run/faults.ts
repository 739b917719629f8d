import { stepIdSchema } from '../../../contract/ids.ts';
import type { Plan } from '../../../contract/plan.ts';
import { nearest } from '../../domain/plan/nearest.ts';
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

/** The fault ordered for a standing probe: `probe:NAME[:TARGET]=…`. */
export function probeFault(faults: readonly string[], probe: string, target: string): SimulatedFault | null {
  const ofProbes = faults.flatMap((text) => {
    const rest = probeRest(text);
    return rest === null ? [] : [rest];
  });
  return faultFor(ofProbes, probe, target);
}

/** `NAME[:TARGET]=…` of a fault for a probe, read like one for a step. */
function probeRest(text: string): string | null {
  return /^probe:(.+)$/s.exec(text.trim())?.[1] ?? null;
}

/** What is wrong with the faults ordered for this plan, a sentence each. */
export function complaintsAboutFaults(faults: readonly string[], plan: Plan): string[] {
  const { facts, positions } = indexPlan(plan);
  return faults.flatMap((text) => {
    const rest = positions.has(probeWord) ? null : probeRest(text);
    if (rest !== null) return complaintsAboutProbeFault(text, rest, plan);
    const fault = parseFault(text);
    if (fault === null) return [notAFault(text)];
    const step = facts[positions.get(fault.stepId) ?? -1];
    const ids = facts.map((one) => one.step.id);
    if (step === undefined)
      return [`“${text}” names step ${fault.stepId}, which the runbook does not have.${meant(fault.stepId, ids)}`];
    if (!step.isAutomated)
      return [`“${text}” names step ${fault.stepId}, which a person does, no machine. Let an answer fail it instead.`];
    if (fault.target === null || step.targets.some((name) => name === fault.target)) return [];
    const near = meant(fault.target, step.targets);
    return [`“${text}” names ${fault.target}, which is no target of step ${fault.stepId}.${near}`];
  });
}

/** A step of that name keeps the word to itself. */
const probeWord = stepIdSchema.parse('probe');

function complaintsAboutProbeFault(text: string, rest: string, { probes = [] }: Plan): string[] {
  const fault = parseFault(rest);
  if (fault === null) return [notAFault(text)];
  const probe = probes.find(({ name }) => name === fault.stepId);
  const names = probes.map(({ name }) => name);
  if (probe === undefined)
    return [`“${text}” names probe ${fault.stepId}, which the runbook does not have.${meant(fault.stepId, names)}`];
  if (fault.target === null || probe.targets.some((name) => name === fault.target)) return [];
  return [`“${text}” names ${fault.target}, which the probe does not ask.${meant(fault.target, probe.targets)}`];
}

function notAFault(text: string): string {
  const code = /=\s*exit\s+(\d+)$/.exec(text)?.[1];
  if (code !== undefined) return `“${text}” is no fault: a failed command ends with an exit code from 1 to 255.`;
  return `“${text}” is no fault. Write STEP[:TARGET]=exit N, STEP[:TARGET]=timeout or STEP[:TARGET]=drop.`;
}

function meant(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === null ? '' : ` Did you mean ${near}?`;
}

function parseFault(text: string): OrderedFault | null {
  const match = /^([a-z][a-z0-9-]*)(?::([A-Za-z0-9._-]+))?=(?:exit (\d{1,3})|(timeout)|(drop))$/.exec(text.trim());
  const stepId = match?.[1];
  if (match === null || stepId === undefined) return null;
  const target = match[2] ?? null;
  if (match[3] !== undefined) {
    const code = Number(match[3]);
    return code >= 1 && code <= 255 ? { stepId, target, fault: { kind: 'exit', code } } : null;
  }
  return { stepId, target, fault: { kind: match[4] === undefined ? 'drop' : 'timeout' } };
}
