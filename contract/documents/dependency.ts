import { readDuration } from './duration.ts';
import { textType } from './text-types.ts';

/** `[run:KEY/]ID [FS|SS|FF|SF][+DUR]`, as MS Project writes it. */
export interface DependencyText {
  /** Key of another run's runbook, or null. */
  readonly run: string | null;
  readonly step: string;
  readonly type: 'FS' | 'SS' | 'FF' | 'SF';
  /** Negative = lead. */
  readonly lagMs: number;
}

const pattern =
  /^(?:run:([a-z][a-z0-9.-]{0,126})\/)?([a-z][a-z0-9-]{0,62})(?:\s+(?=[FS+-])(FS|SS|FF|SF)?(?:\s*([+-])\s*(\d[\ddhms]*))?)?$/;

export function readDependency(text: string): DependencyText | undefined {
  const match = pattern.exec(text);
  const [, run, step, type, sign, lag] = match ?? [];
  if (step === undefined) return undefined;
  const ms = lag === undefined ? 0 : readDuration(lag);
  if (ms === undefined) return undefined;
  const known = type === 'SS' || type === 'FF' || type === 'SF' ? type : 'FS';
  return { run: run ?? null, step, type: known, lagMs: sign === '-' && ms > 0 ? -ms : ms };
}

export const dependency = textType<DependencyText>({
  rule: 'bad-dependency',
  expected: 'a dependency',
  cure: "Write the id of a step, then if need be FS, SS, FF or SF and a lag: 'drain FS+20m'.",
  pattern,
  read: readDependency,
});
