import type { StepText } from '../../../contract/documents/steps.ts';

/** Kinds that act on targets by themselves: they wait for Go, have timeouts and may retry. */
export function isAutomatedKind(kind: StepText['kind']): boolean {
  return kind === 'ssh' || kind === 'upload' || kind === 'http' || kind === 'connector' || kind === 'probe';
}

/** Kinds a person works on. */
export function isHumanKind(kind: StepText['kind']): boolean {
  return kind === 'manual' || kind === 'checklist' || kind === 'gate' || kind === 'message';
}
