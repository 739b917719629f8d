import type { SshTarget } from '../../../../contract/plan.ts';
import type { HostKeyState } from '../../../../contract/workspace-views.ts';
import type { PersonQuestion } from '../../../core/ports/person-prompt.ts';
import type { ShellMessage, ShellRequest, ShellTask, SurveyQuestion, TrustedKey } from '../../../core/ports/shell.ts';
import type { TerminalMessage, TerminalRequest, TerminalTask } from '../../../core/ports/terminals.ts';
import type { UploadMessage, UploadRequest, UploadTask } from '../../../core/ports/uploader.ts';
import type { Survey } from '../../../domain/preflight/survey.ts';
import type { Ssh2ShellOptions } from '../ssh2-shell.ts';

/**
 * What the thread with the connections does for the core's thread. A row here is all that a new call or stream of the
 * `Shell` port needs to cross; bytes and abort signals may be members of what is asked and told.
 */
export type ShellSide = {
  readonly calls: {
    forget(target: SshTarget, key: string): Promise<void>;
    survey(target: SshTarget, question: SurveyQuestion): Promise<Survey>;
    scanHostKeys(targets: readonly SshTarget[], signal: AbortSignal): Promise<readonly HostKeyState[]>;
    trustHostKeys(keys: readonly TrustedKey[]): Promise<readonly TrustedKey[]>;
    close(): Promise<void>;
  };
  readonly streams: {
    perform(request: ShellRequest, hear: (message: ShellMessage) => void): ShellTask;
    upload(request: UploadRequest, hear: (message: UploadMessage) => void): UploadTask;
    openTerminal(request: TerminalRequest, hear: (message: TerminalMessage) => void): TerminalTask;
  };
};

export type LogLevel = 'info' | 'warn' | 'error';

/** What the core's thread does for the one with the connections. */
export type CoreSide = {
  readonly calls: {
    /** The thread has come up; nothing was done for anybody before. */
    ready(): void;
    log(level: LogLevel, message: string, facts?: Readonly<Record<string, unknown>>): void;
    askPerson(question: PersonQuestion, signal: AbortSignal): Promise<readonly string[] | null>;
  };
  readonly streams: Record<never, never>;
};

/** What a thread is made with: data only. */
export type ThreadSetup = Omit<Ssh2ShellOptions, 'log' | 'askPerson'>;

/** `sent` leaves before the bytes do: a thread that dies after it is one whose command may have run. */
export function isUrgent(message: unknown): boolean {
  return kindOf(message) === 'sent';
}

/** The last message of every stream of the port is called one of these. */
export function isLast(message: unknown): boolean {
  const kind = kindOf(message);
  return kind === 'finished' || kind === 'closed';
}

function kindOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'kind' in message ? message.kind : undefined;
}
