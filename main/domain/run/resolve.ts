import { type ResolvedTemplate, readReference, resolveTemplate } from '../plan/template.ts';
import { lookUpIn } from '../plan/value-scope.ts';
import type { RunState } from './state.ts';
import { stepNamed } from './state.ts';

/**
 * Fills in what a run knows without any target: inputs and outputs of steps that succeeded. Secrets are not in the
 * state; their placeholders, like every unknown one, stay as they are written.
 */
export function resolvedText(state: RunState, text: string): ResolvedTemplate {
  return resolveTemplate(text, (reference) => lookUp(state, reference), 'text');
}

function lookUp(state: RunState, reference: string): string | null {
  const named = readReference(reference);
  const outputs = named?.kind === 'output' ? { [named.step]: stepNamed(state, named.step)?.outputs ?? {} } : {};
  return lookUpIn({ inputs: state.inputs, secrets: {}, target: null, outputs })(reference);
}
