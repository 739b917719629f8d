import type { Client } from '../../../contract/client.ts';
import type { Need } from './access.ts';
import type { Call } from './command-line.ts';
import { commandName } from './command-name.ts';
import type { ExitCode } from './exit-codes.ts';
import { reportProblem } from './problem-text.ts';

export type Deed = (call: Call, client: Client) => Promise<ExitCode>;

/** What a verb of several words does, by its first word, and what of a workspace that needs. */
export type Deeds = Readonly<Record<string, readonly [Need, Deed]>>;

interface DeedsOf {
  readonly verb: string;
  readonly deeds: Deeds;
  /** Words the verb sees to itself, before it asks here. */
  readonly others?: readonly string[];
}

/** Does the deed that is named, in the workspace opened for it. */
export async function doDeed(call: Call, { verb, deeds, others = [] }: DeedsOf): Promise<ExitCode> {
  const [need, deed] = deeds[call.words[0] ?? ''] ?? [null, null];
  if (need === null || deed === null) return unknownWord(call, verb, [...others, ...Object.keys(deeds)]);
  const access = await call.open(need);
  if (!access.ok) return reportProblem(call.terminal, access.problem);
  try {
    return await deed(call, access.value.client);
  } finally {
    await access.value.close();
  }
}

export function unknownWord({ terminal, words }: Call, verb: string, known: readonly string[]): ExitCode {
  const help = `${commandName()} ${verb} --help`;
  const message = `${verb} has no “${words[0] ?? ''}”. It has ${known.join(', ')}: ${help}`;
  return reportProblem(terminal, { code: 'invalid-input', message });
}
