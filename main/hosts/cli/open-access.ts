import { readdirSync } from 'node:fs';
import path from 'node:path';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import { type Connected, connectOrOwn } from '../connect-or-own.ts';
import type { Access, Need } from './access.ts';
import { suggested } from './command-name.ts';
import type { Terminal } from './terminal.ts';
import { terminalQuestions } from './terminal-questions.ts';

export interface Opening {
  readonly workspaceDir: string;
  readonly need: Need;
  readonly terminal: Terminal;
  readonly knownHostsFile?: string | undefined;
}

/** Attaches to the core that has the workspace, or is that core for as long as the command runs. */
export async function openAccess({ workspaceDir, need, terminal, knownHostsFile }: Opening): Promise<Result<Access>> {
  if (need !== 'drive' && !isWorkspace(workspaceDir)) {
    const message = `There is no workspace at ${workspaceDir}. Name another with --workspace, or start a run there.`;
    return failed('workspace-unusable', message);
  }
  const connected = await connectOrOwn({
    workspaceDir,
    mode: need,
    host: 'cli',
    extraKnownHosts: knownHostsFile === undefined ? [] : [path.resolve(knownHostsFile)],
    ...(terminal.isInteractive ? { terminal: terminalQuestions(terminal) } : {}),
    whenAlone: (sentence) => terminal.err(sentence),
    onFatal: (failure) => {
      terminal.err(`The workspace takes no more writes: ${failure.message}`);
      terminal.err(
        `Nothing new was started. Detached work on targets goes on; ${suggested('resume latest')} asks what became of it.`,
      );
      process.exit(6);
    },
  });
  return connected.kind === 'refused' ? { ok: false, problem: connected.problem } : ok(accessOf(connected));
}

/** By the names in the folder: to read or record must not make a workspace of an empty one. */
function isWorkspace(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => /^(holdpoint\.sqlite3|flight-recorder\.ndjson|core\.json)/.test(name));
  } catch {
    return false;
  }
}

function accessOf(connected: Exclude<Connected, { kind: 'refused' }>): Access {
  const { client } = connected;
  return {
    client,
    isAttached: connected.kind === 'attached',
    hold: async (runId, cause, reason) => {
      if (connected.kind === 'owner') await connected.core.desk.engine(runId, { type: 'engine-hold', cause, reason });
    },
    close: () => connected.close(),
  };
}
