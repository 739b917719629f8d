import { type ResolvedTemplate, readReference, resolveTemplate } from '../plan/template.ts';
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
  if (named?.kind === 'input') return own(state.inputs, named.name);
  return named?.kind === 'output' ? own(stepNamed(state, named.step)?.outputs ?? {}, named.name) : null;
}

/** Names come from documents: `constructor` is not one of ours. */
function own(values: Readonly<Record<string, string>>, name: string): string | null {
  return Object.hasOwn(values, name) ? (values[name] ?? null) : null;
}
