import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { OpenAccess } from './access.ts';
import { commandName } from './command-name.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly short?: string;
  /** What stands for the value in the help, e.g. `DIR`. */
  readonly value?: string;
  readonly help: string;
}

/** One verb of the command line, in a file of its own. */
export interface Verb {
  readonly name: string;
  /** After the name, e.g. `RUN [STEP]`. */
  readonly usage: string;
  readonly summary: string;
  /** Fewest and most words after the verb. */
  readonly words: readonly [number, number];
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly examples: readonly string[];
  /** More to know, shown by `--help`. */
  readonly notes?: readonly string[];
  run(call: Call): Promise<ExitCode>;
}

/** A verb as it was called. */
export interface Call {
  readonly words: readonly string[];
  readonly options: Options;
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  /** The workspace's folder, absolute. */
  readonly workspace: string;
  readonly open: OpenAccess;
}

/** The options given. A name that the verb does not declare is a defect. */
export class Options {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  list(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  }
}

export const commonOptions: Readonly<Record<string, OptionSpec>> = {
  workspace: { type: 'string', value: 'DIR', help: 'the workspace (else HOLDPOINT_WORKSPACE, else your own)' },
  help: { type: 'boolean', short: 'h', help: 'this text' },
};

/** Who says it, and how it reached us. */
export const callerOptions: Readonly<Record<string, OptionSpec>> = {
  by: { type: 'string', value: 'NAME', help: 'who says it (else you, as this machine knows you)' },
  role: { type: 'string', value: 'ROLE', help: 'in which role' },
  'on-behalf-of': { type: 'string', value: 'NAME', help: 'for whom' },
  'entered-by': {
    type: 'string',
    value: 'NAME',
    help: 'who types it for them (else you, when it came by phone, chat or page)',
  },
  via: { type: 'string', value: 'WAY', help: 'how it reached you: desk, phone, chat, page, pack, api' },
};

/** And when it happened: on every verb that records. */
export const attributionOptions: Readonly<Record<string, OptionSpec>> = {
  ...callerOptions,
  at: {
    type: 'string',
    value: 'TIME',
    help: 'when it happened: 22:04, 2026-11-28T22:04 (site time) or with Z or an offset',
  },
};

export type Parsed =
  | { readonly kind: 'parsed'; readonly words: readonly string[]; readonly options: Options }
  | { readonly kind: 'wrong'; readonly message: string };

/** Words and options of a verb, or what is wrong with them, with the nearest known name. */
export function parseVerb(
  verb: Verb,
  args: readonly string[],
  nearest: (word: string, known: readonly string[]) => string | null,
): Parsed {
  const specs = { ...verb.options, ...commonOptions };
  const config: ParseArgsOptionsConfig = Object.fromEntries(
    Object.entries(specs).map(([name, { type, multiple, short }]) => [
      name,
      { type, ...(multiple === undefined ? {} : { multiple }), ...(short === undefined ? {} : { short }) },
    ]),
  );
  const unknown = unknownOption(args, specs, nearest);
  if (unknown !== null) return { kind: 'wrong', message: unknown };
  try {
    const { values, positionals } = parseArgs({
      args: args.map(shielded),
      options: config,
      allowPositionals: true,
      strict: true,
    });
    const words = positionals.map(unshielded);
    const wrong = wordCount(verb, words);
    if (wrong !== null && values.help !== true) return { kind: 'wrong', message: wrong };
    return { kind: 'parsed', words, options: new Options(values) };
  } catch (error) {
    return { kind: 'wrong', message: sentence(error instanceof Error ? error.message : String(error)) };
  }
}

/** `-5m` is a word, not the options 5 and m. */
function shielded(arg: string): string {
  return arg.replace(/^-(?=\d)/, '\u2212');
}

function unshielded(word: string): string {
  return word.replace(/^\u2212(?=\d)/, '-');
}

function unknownOption(
  args: readonly string[],
  specs: Readonly<Record<string, OptionSpec>>,
  nearest: (word: string, known: readonly string[]) => string | null,
): string | null {
  const end = args.indexOf('--');
  for (const arg of end < 0 ? args : args.slice(0, end)) {
    const name = /^--([^=]+)/.exec(arg)?.[1];
    if (name === undefined || Object.hasOwn(specs, name)) continue;
    const near = nearest(name, Object.keys(specs));
    return `There is no option --${name}.${near === null ? '' : ` Did you mean --${near}?`}`;
  }
  return null;
}

function wordCount(verb: Verb, words: readonly string[]): string | null {
  const [fewest, most] = verb.words;
  if (words.length < fewest) return `Something is missing: ${commandName()} ${verb.name} ${verb.usage}`;
  if (words.length > most)
    return `There is a word too many, “${words[most] ?? ''}”: ${commandName()} ${verb.name} ${verb.usage}`;
  return null;
}

/** Node says it in its own way; the first sentence is the useful one. */
function sentence(message: string): string {
  const first = message.split('. ')[0] ?? message;
  return first.endsWith('.') ? first : `${first}.`;
}
