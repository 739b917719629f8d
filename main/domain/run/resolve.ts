import type { RunState } from './state.ts';
import { stepNamed } from './state.ts';

const PLACEHOLDER = /\$\{\{\s*([^}]*?)\s*\}\}/g;

/** Fills in what a run knows without any target: inputs and outputs of steps. What is not known stays as it is written. */
export function resolvedText(state: RunState, text: string): string {
  return text.replace(PLACEHOLDER, (whole, path: string) => lookUp(state, path) ?? whole);
}

/** The same, strictly: the names that have no value. */
export function resolvedValue(
  state: RunState,
  text: string,
): { readonly text: string; readonly missing: readonly string[] } {
  const missing: string[] = [];
  const filled = text.replace(PLACEHOLDER, (_whole, path: string) => {
    const value = lookUp(state, path);
    if (value === null) missing.push(path);
    return value ?? '';
  });
  return { text: filled, missing };
}

function lookUp(state: RunState, path: string): string | null {
  const [root, name, field, output] = path.split('.');
  if (root === 'inputs' && name !== undefined && field === undefined) return own(state.inputs, name);
  if (root !== 'steps' || name === undefined || field !== 'outputs' || output === undefined) return null;
  return own(stepNamed(state, name)?.outputs ?? {}, output);
}

/** Names come from documents: `constructor` is not one of ours. */
function own(values: Readonly<Record<string, string>>, name: string): string | null {
  return Object.hasOwn(values, name) ? (values[name] ?? null) : null;
}
