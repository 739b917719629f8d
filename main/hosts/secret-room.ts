import type { Actor } from '../../contract/actor.ts';
import type { WorkspaceJournal } from '../core/handlers/core-parts.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Log } from '../core/ports/log.ts';
import type { AskPerson } from '../core/ports/person-prompt.ts';
import { AnswerMemory } from '../core/questions/answer-memory.ts';
import { type ClosedQuestion, QuestionDesk } from '../core/questions/question-desk.ts';
import { SecretGuard } from '../core/secrets/secret-guard.ts';

export interface SecretRoomOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly token: () => string;
  /** The terminal this core was started from. */
  readonly terminal?: AskPerson | undefined;
  /** This host ends with its command: where nobody looks on, nobody will come. */
  readonly whenAlone?: ((sentence: string) => void) | undefined;
}

/** What of a core has to do with secrets: questions to people, and what keeps values out of sight. */
export interface SecretRoom {
  readonly guard: SecretGuard;
  readonly questions: QuestionDesk;
  readonly ask: AskPerson;
  /** From now on what was answered on the terminal is recorded, as the user of this machine. */
  recordIn(journal: WorkspaceJournal, actor: Actor): void;
  close(): void;
}

export function openSecretRoom(options: SecretRoomOptions): SecretRoom {
  const { clock, log, token } = options;
  const guard = new SecretGuard();
  let record = (closed: ClosedQuestion): void => log.info('A question was closed', { ...closed });
  const questions = new QuestionDesk({
    ...{ clock, log, token, terminal: options.terminal, whenAlone: options.whenAlone },
    memory: new AnswerMemory(null),
    guard: (secrets) => guard.add(secrets),
    noteTerminal: (closed) => record(closed),
  });
  return {
    guard,
    questions,
    ask: questions.ask,
    recordIn: (journal, actor) => {
      record = (data) => void journal.append([{ type: 'question.closed', data }], { actor });
    },
    close: () => questions.close(),
  };
}
