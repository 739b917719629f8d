import type { Log } from '../ports/log.ts';
import type { SecretGuard } from './secret-guard.ts';

/** The program's own diary without any value this core knows to be secret, whatever an error happened to quote. */
export function guardedLog(log: Log, guard: SecretGuard): Log {
  const clean = (facts: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, unknown>> => {
    if (facts === undefined || !guard.isWatching) return facts ?? {};
    return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, cleanFact(fact)]));
  };
  const cleanFact = (fact: unknown): unknown => {
    if (typeof fact === 'string') return guard.redactForLog(fact);
    if (fact instanceof Error) return guard.redactForLog(fact.stack ?? fact.message);
    if (typeof fact !== 'object' || fact === null) return fact;
    try {
      const text = JSON.stringify(fact);
      const redacted = guard.redactForLog(text);
      return redacted === text ? fact : redacted;
    } catch {
      return '[not shown]';
    }
  };
  return {
    info: (message, facts) => log.info(guard.redactForLog(message), clean(facts)),
    warn: (message, facts) => log.warn(guard.redactForLog(message), clean(facts)),
    error: (message, facts) => log.error(guard.redactForLog(message), clean(facts)),
  };
}
