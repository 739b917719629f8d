import type { SshAction } from '../../../contract/plan.ts';
import { parseJson } from './expectations.ts';
import { jsonAt } from './json-path.ts';
import { findPattern } from './pattern.ts';

export interface TakenOutputs {
  readonly outputs: Readonly<Record<string, string>>;
  /** Sentences: a rule that found nothing fails the step, since a successor would miss the value. */
  readonly missing: readonly string[];
}

/** Takes named values out of a step's standard output or an answer's body. */
export function takeOutputs(rules: SshAction['outputs'], text: string): TakenOutputs {
  const outputs: Record<string, string> = {};
  const missing: string[] = [];
  let parsed: ReturnType<typeof parseJson> | null = null;
  for (const [name, rule] of Object.entries(rules)) {
    if ('json' in rule) {
      parsed = parsed ?? parseJson(text);
      const found = parsed === undefined ? undefined : jsonAt(parsed, rule.json);
      if (found === undefined) missing.push(`Output ${name}: nothing stands at ${rule.json}.`);
      else outputs[name] = typeof found === 'string' ? found : JSON.stringify(found);
    } else {
      const match = findPattern(rule.regex, text);
      if (match === null) missing.push(`Output ${name}: nothing matches /${rule.regex}/.`);
      else outputs[name] = match[1] ?? match[0] ?? '';
    }
  }
  return { outputs, missing };
}

const line = /^([A-Za-z][A-Za-z0-9_-]{0,62})=(.*)$/;

/** Lines `name=value` a script wrote to `$HP_OUTPUT`; other lines are named, not guessed at. */
export function readOutputLines(text: string): TakenOutputs {
  const outputs: Record<string, string> = {};
  const missing: string[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const [, name, value] = line.exec(raw.replace(/\r$/, '')) ?? [];
    if (name !== undefined && value !== undefined) outputs[name] = value;
    else if (raw.trim() !== '') missing.push(`Line ${index + 1} of $HP_OUTPUT is not of the form name=value.`);
  }
  return { outputs, missing };
}
