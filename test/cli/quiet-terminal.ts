import { coloursOf, type Terminal } from '../../main/hosts/cli/terminal.ts';

/** A terminal that keeps what was written, and answers questions from a list. */
export interface QuietTerminal extends Terminal {
  readonly stdout: string[];
  readonly stderr: string[];
}

export function quietTerminal(answers: readonly string[] | null = null): QuietTerminal {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const left = [...(answers ?? [])];
  const ask = async (question: string): Promise<string | null> => {
    stderr.push(question);
    return left.shift() ?? null;
  };
  return {
    stdout,
    stderr,
    out: (line) => stdout.push(line),
    err: (line) => stderr.push(line),
    status: () => {},
    isInteractive: answers !== null,
    colours: coloursOf(false),
    ask,
    askSecret: ask,
    readAll: async () => left.splice(0).join('\n'),
    onInterrupt: () => () => {},
    flush: async () => {},
  };
}
