import { exitCodes } from './cli/exit-codes.ts';
import { holdpoint } from './cli/main.ts';
import { openAccess } from './cli/open-access.ts';
import { processTerminal } from './cli/terminal.ts';
import { crashText } from './crash-text.ts';
import { takeEnvironment } from './own-environment.ts';

/** `holdpoint …`: attaches to the running core, or is the core for as long as it runs. */
const { argv } = process;
const env = takeEnvironment(process.env);
const terminal = processTerminal(env);
process.on('uncaughtException', (error) => {
  terminal.status(null);
  terminal.err(`Holdpoint has a defect and stops: ${crashText(error)}`);
  process.exit(exitCodes.workspace);
});
const code = await holdpoint(argv.slice(2), { terminal, env, open: openAccess });
await terminal.flush();
process.exit(code);
