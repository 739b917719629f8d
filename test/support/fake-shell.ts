import type { Shell, ShellFinished, ShellMessage, ShellRequest } from '../../main/core/ports/shell.ts';
import type { SurveyAnswer } from '../../main/domain/preflight/survey.ts';

/** One request a fake shell got, and the strings to pull on it. */
export interface FakeTask {
  readonly request: ShellRequest;
  readonly granted: number;
  readonly isCancelled: boolean;
  send(message: ShellMessage): void;
  sent(): void;
  print(text: string, stream?: 'stdout' | 'stderr'): void;
  finish(how?: Partial<ShellFinished>): void;
}

/** A target nothing is wrong with. */
export const wellTarget: SurveyAnswer = {
  kind: 'answered',
  hostKey: 'SHA256:fake',
  folders: [],
  missingPrograms: [],
  killsAtLogout: false,
  clock: { targetMs: 0, tickMs: 1, askedAtMs: 0, answeredAtMs: 0 },
};

/** A shell whose targets do what the test says. By default a script that is sent ends with exit code 0 at once. */
export interface FakeShell extends Shell {
  readonly tasks: readonly FakeTask[];
  readonly forgotten: readonly string[];
  /** What happens with each request from now on; the default finishes it. */
  behave(behaviour: (task: FakeTask) => void): void;
}

export function fakeShell(): FakeShell {
  const tasks: FakeTask[] = [];
  const forgotten: string[] = [];
  let behaviour = (task: FakeTask): void => {
    task.sent();
    task.finish();
  };
  return {
    tasks,
    forgotten,
    behave(next) {
      behaviour = next;
    },
    perform(request, receive) {
      const task = new Task(request, receive);
      tasks.push(task);
      queueMicrotask(() => behaviour(task));
      return task;
    },
    upload: () => ({ cancel: () => {} }),
    openTerminal: () => ({ write: () => {}, resize: () => {}, grant: () => {}, close: () => {} }),
    async forget(_target, key) {
      forgotten.push(key);
    },
    survey: async () => wellTarget,
    scanHostKeys: async () => [],
    trustHostKeys: async (keys) => keys,
    async close() {},
  };
}

class Task implements FakeTask {
  readonly request: ShellRequest;
  readonly #receive: (message: ShellMessage) => void;
  readonly #offsets: { stdout: number; stderr: number };
  granted = 0;
  isCancelled = false;

  constructor(request: ShellRequest, receive: (message: ShellMessage) => void) {
    this.request = request;
    this.#receive = receive;
    this.#offsets = { ...request.offsets };
  }

  grant(bytes: number): void {
    this.granted += bytes;
  }

  cancel(): void {
    this.isCancelled = true;
    this.finish({ outcome: 'cancelled', exitCode: null, signal: 'TERM', reason: 'terminated' });
  }

  send(message: ShellMessage): void {
    this.#receive(message);
  }

  sent(): void {
    this.send({ kind: 'sent', targetBootId: 'boot-1', hostKey: 'SHA256:fake' });
  }

  print(text: string, stream: 'stdout' | 'stderr' = 'stdout'): void {
    const bytes = new TextEncoder().encode(text);
    this.send({ kind: 'output', stream, offset: this.#offsets[stream], bytes });
    this.#offsets[stream] += bytes.length;
  }

  finish(how: Partial<ShellFinished> = {}): void {
    const exitCode = how.exitCode === undefined ? 0 : how.exitCode;
    const outcome = exitCode === 0 ? 'succeeded' : 'failed';
    this.send({
      kind: 'finished',
      outcome,
      exitCode,
      signal: null,
      durationMs: 5,
      reason: exitCode === 0 ? null : `exit code ${exitCode}`,
      outputText: '',
      ...how,
    });
  }
}
