import type { MessagePort } from 'node:worker_threads';
import type { Log } from '../../../core/ports/log.ts';
import { createSsh2Shell } from '../ssh2-shell.ts';
import { type Batch, Crossing } from './crossing.ts';
import { type CoreSide, isLast, isUrgent, type LogLevel, type ShellSide, type ThreadSetup } from './wire.ts';

/** The thread's own side: a shell that lives here and serves the core's thread over the port. */
export function answerShell(port: MessagePort | null, setup: ThreadSetup): void {
  if (port === null) throw new Error('This program runs as a thread of Holdpoint only.');
  const log: Log = { info: tell('info'), warn: tell('warn'), error: tell('error') };
  const shell = createSsh2Shell({
    ...setup,
    log,
    askPerson: (question, signal) => crossing.call('askPerson', question, signal),
  });
  const ours: ShellSide = {
    calls: {
      forget: shell.forget,
      survey: shell.survey,
      scanHostKeys: shell.scanHostKeys,
      trustHostKeys: shell.trustHostKeys,
      close: shell.close,
    },
    streams: { perform: shell.perform, upload: shell.upload, openTerminal: shell.openTerminal },
  };
  const crossing = new Crossing<ShellSide, CoreSide>({ port, ours, isUrgent, isLast });

  function tell(level: LogLevel): Log['info'] {
    return (message, facts) => void crossing.call('log', level, message, facts && sendable(facts)).catch(() => {});
  }

  port.on('message', (batch: Batch) => crossing.take(batch));
  void crossing.call('ready');
}

/** Facts are for reading: what cannot travel as it is goes as its words. */
function sendable(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [
      name,
      typeof fact === 'object' && fact !== null ? wordsOf(fact) : fact,
    ]),
  );
}

function wordsOf(fact: object): string {
  return fact instanceof Error ? fact.message : (JSON.stringify(fact) ?? String(fact));
}
