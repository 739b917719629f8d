import type { About } from './parse-document.ts';
import { bindInputs } from './plan-inputs.ts';
import type { RunbookContext } from './runbook-context.ts';

/** Defaults their own pattern refuses. */
export function lintInputs({ runbook }: RunbookContext): readonly About[] {
  return bindInputs(runbook, null).faults;
}
