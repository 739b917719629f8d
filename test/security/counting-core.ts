import { ok } from '../../contract/errors.ts';
import type { Dispatcher } from '../../main/core/dispatcher.ts';
import type { Log } from '../../main/core/ports/log.ts';

/** A core that only counts what reaches it: whatever a stranger says must leave every count at zero. */
export interface CountingCore {
  readonly dispatcher: Dispatcher;
  readonly log: Log;
  /** Names of the operations and topics asked for, in order. */
  readonly reached: string[];
  /** Everything said to the log. */
  readonly logged: string[];
}

export function countingCore(): CountingCore {
  const reached: string[] = [];
  const logged: string[] = [];
  const note = (message: string, facts: unknown = {}) => void logged.push(`${message} ${JSON.stringify(facts)}`);
  return {
    reached,
    logged,
    log: { info: note, warn: note, error: note },
    dispatcher: {
      coreId: 'core-counting',
      call: async (operation) => {
        reached.push(operation);
        return ok({ answered: operation });
      },
      open: (topic) => {
        reached.push(topic);
        return ok({ take: () => [], close: () => {} });
      },
    },
  };
}
