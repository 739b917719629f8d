import type { StepTextOf } from '../../../contract/documents/steps.ts';
import type { About } from './parse-document.ts';

/** Below this the two halves are shorter than the pieces output is kept in. */
const SMALLEST = 64 * 1024;

/** What a limit would make untrue: a verdict on output of which a part was left out. */
export function lintOutputLimit(step: StepTextOf<'ssh'>, index: number): readonly About[] {
  const { outputLimit } = step;
  if (outputLimit === undefined) return [];
  return [...tooSmall(outputLimit.size, index), ...(outputLimit.policy === 'fail' ? [] : unjudgeable(step, index))];
}

function tooSmall(size: number, index: number): readonly About[] {
  if (size >= SMALLEST) return [];
  return [
    {
      ...fault(index, ['outputLimit']),
      message: 'An outputLimit below 64KiB is smaller than the pieces output is kept in.',
      cure: 'Write 64KiB or more.',
    },
  ];
}

function unjudgeable(step: StepTextOf<'ssh'>, index: number): readonly About[] {
  const keys = [
    ...(step.expect?.stdout === undefined ? [] : [['expect', 'stdout']]),
    ...(step.expect?.stderr === undefined ? [] : [['expect', 'stderr']]),
    ...(Object.keys(step.outputs ?? {}).length === 0 ? [] : [['outputs']]),
  ];
  return keys.map((key) => ({
    ...fault(index, key),
    message: `${key.join('.')} cannot be judged when outputLimit leaves the middle of the output out.`,
    cure: 'Use policy: fail, print less, or write the value to $HP_OUTPUT.',
  }));
}

function fault(index: number, key: readonly string[]): Pick<About, 'rule' | 'severity' | 'path' | 'part'> {
  return { rule: 'output-limit', severity: 'error', path: ['steps', index, ...key], part: 'key' };
}
