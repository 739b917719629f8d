import { nearest } from '../../domain/plan/nearest.ts';
import { VERSION } from '../version.ts';
import { workspaceDir } from '../workspace-dir.ts';
import type { OpenAccess } from './access.ts';
import { parseVerb } from './command-line.ts';
import { commandName } from './command-name.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { overallHelp, verbHelp } from './help.ts';
import type { Opening } from './open-access.ts';
import type { Terminal } from './terminal.ts';
import { verbs } from './verbs.ts';
import { verbsToCome } from './verbs-to-come.ts';

export interface World {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  readonly open: (opening: Opening) => ReturnType<OpenAccess>;
}

/** One command line, from its words to its exit code. */
export async function holdpoint(args: readonly string[], world: World): Promise<ExitCode> {
  const { terminal } = world;
  const [word, ...rest] = args;
  if (word === undefined || word === 'help' || word === '--help' || word === '-h') return help(terminal, rest[0]);
  if (word === '--version' || word === '-V') {
    terminal.out(`holdpoint ${VERSION}`);
    return exitCodes.completed;
  }
  const verb = verbs.get(word);
  if (verb === undefined) return unknownVerb(terminal, word);
  const parsed = parseVerb(verb, rest, nearest);
  if (parsed.kind === 'wrong') {
    terminal.err(parsed.message);
    terminal.err(`${commandName()} ${verb.name} --help says more.`);
    return exitCodes.usage;
  }
  if (parsed.options.flag('help')) return help(terminal, verb.name);
  const workspace = workspaceDir(parsed.options.text('workspace'), world.env);
  const open: OpenAccess = (need, more) => world.open({ workspaceDir: workspace, need, terminal, ...more });
  const { words, options } = parsed;
  return verb.run({ words, options, terminal, env: world.env, workspace, open });
}

function help(terminal: Terminal, name: string | undefined): ExitCode {
  const verb = name === undefined ? undefined : verbs.get(name);
  if (name !== undefined && verb === undefined) return unknownVerb(terminal, name);
  for (const line of verb === undefined ? overallHelp(verbs) : verbHelp(verb)) terminal.out(line);
  return exitCodes.completed;
}

function unknownVerb(terminal: Terminal, word: string): ExitCode {
  if (Object.hasOwn(verbsToCome, word)) {
    terminal.err(`holdpoint ${word} comes with ${verbsToCome[word]}.`);
    return exitCodes.usage;
  }
  const near = nearest(word, [...verbs.keys(), ...Object.keys(verbsToCome)]);
  terminal.err(`There is no verb ${word}.${near === null ? '' : ` Did you mean ${near}?`}`);
  terminal.err(`${commandName()} --help lists them all.`);
  return exitCodes.usage;
}
