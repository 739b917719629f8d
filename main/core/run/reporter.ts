import type { RunId } from '../../../contract/ids.ts';
import type { EngineCommand } from '../../domain/run/types.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Written } from './writer.ts';

const AGAIN_MS = 2_000;

/** Brings what effects have to say into the log, and does not give up while the disk is only full. */
export class Reporter {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #submit: (runId: RunId, command: EngineCommand) => Promise<Written>;
  #isStopped = false;

  constructor(options: { clock: Clock; log: Log; submit: (runId: RunId, command: EngineCommand) => Promise<Written> }) {
    this.#clock = options.clock;
    this.#log = options.log;
    this.#submit = options.submit;
  }

  /** True once durable; false when the run refused it or this core will not write any more. Never rejects. */
  async report(runId: RunId, command: EngineCommand): Promise<boolean> {
    while (!this.#isStopped) {
      const written = await this.#written(runId, command);
      if (written?.ok === true) return true;
      if (written === null || written.problem.code !== 'workspace-unusable') {
        const refusal = written === null ? 'a defect' : written.problem.message;
        this.#log.warn('A report of an effect was not taken', { runId, type: command.type, refusal });
        return false;
      }
      await new Promise<void>((resolve) => this.#clock.after(AGAIN_MS, resolve));
    }
    return false;
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #written(runId: RunId, command: EngineCommand): Promise<Written | null> {
    try {
      return await this.#submit(runId, command);
    } catch (defect) {
      this.#log.error('The run could not take a report', { runId, type: command.type, defect: String(defect) });
      return null;
    }
  }
}
