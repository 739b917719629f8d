import path from 'node:path';
import type { Actor } from '../../contract/actor.ts';
import type { DraftEvent } from '../../contract/events.ts';
import { FILES } from '../../db/files.ts';
import { systemKeychain } from '../adapters/secrets/keychain.ts';
import { openVaultFile } from '../adapters/secrets/vault-file.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Log } from '../core/ports/log.ts';
import type { AskPerson } from '../core/ports/person-prompt.ts';
import { AnswerMemory } from '../core/questions/answer-memory.ts';
import { QuestionDesk } from '../core/questions/question-desk.ts';
import type { RunVault } from '../core/run/run-vault.ts';
import type { WorkspaceJournal } from '../core/run/workspace-journal.ts';
import type { SecretGuard } from '../core/secrets/secret-guard.ts';
import { VaultDesk } from '../core/secrets/vault-desk.ts';
import { vaultShelf } from '../core/secrets/vault-shelf.ts';
import { guardLastWords } from './crash-text.ts';

export interface SecretRoomOptions {
  /** The workspace. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly guard: SecretGuard;
  readonly token: () => string;
  /** The user of this machine, and the software itself. */
  readonly person: Actor;
  readonly engine: Actor;
  /** The terminal this core was started from. */
  readonly terminal?: AskPerson | undefined;
  /** This host ends with its command: where nobody looks on, nobody will come. */
  readonly whenAlone?: ((sentence: string) => void) | undefined;
}

/** What of a core has to do with secrets: questions to people, the vault, and what keeps values out of sight. */
export interface SecretRoom {
  readonly guard: SecretGuard;
  readonly questions: QuestionDesk;
  readonly ask: AskPerson;
  readonly vault: VaultDesk;
  readonly runVault: RunVault;
  /** From now on what happens here is recorded. */
  recordIn(journal: WorkspaceJournal): void;
  close(): void;
}

export function openSecretRoom(options: SecretRoomOptions): SecretRoom {
  const { clock, log, token, guard, person, engine } = options;
  let journal: WorkspaceJournal | null = null;
  const record = async (draft: DraftEvent, actor: Actor): Promise<void> => {
    const written = await journal?.append([draft], { actor });
    if (written?.ok !== true) log.error('What happened to secrets could not be recorded', { type: draft.type });
  };
  const vault = new VaultDesk({
    ...{ clock, log, guard },
    box: openVaultFile(path.join(options.folder, FILES.vault), systemKeychain()),
    record: (data, actor) => record({ type: 'vault.changed', data }, actor ?? engine),
  });
  const questions = new QuestionDesk({
    ...{ clock, log, token, terminal: options.terminal, whenAlone: options.whenAlone },
    memory: new AnswerMemory(vaultShelf(vault)),
    guard: (secrets) => guard.add(secrets),
    noteTerminal: (data) => void record({ type: 'question.closed', data }, person),
  });
  const dropGuard = guardLastWords(guard);
  return {
    guard,
    questions,
    ask: questions.ask,
    vault,
    runVault: runVaultOf(vault, guard),
    recordIn: (to) => {
      journal = to;
    },
    close: () => {
      questions.close();
      vault.close();
      dropGuard();
    },
  };
}

function runVaultOf(vault: VaultDesk, guard: SecretGuard): RunVault {
  return {
    guard,
    get condition() {
      return vault.condition;
    },
    value: (name) => (vault.names().includes(name) ? (vault.values(name)?.[0] ?? null) : null),
    has: (name) => vault.names().includes(name),
    openForRun: () => void vault.openForRun(),
    onChange: (listener) => vault.onChange(listener),
    staysOpenWhile: (isNeeded) => vault.staysOpenWhile(isNeeded),
  };
}
