import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '../core/ports/log.ts';

const ROTATE_AT = 5 * 1024 * 1024;
/** A fact is a word or a sentence; longer ones are somebody's output. */
const LONGEST_FACT = 4000;

type Level = 'info' | 'warn' | 'error';

/**
 * `core.log` of a workspace: one JSON object a line, turned over to `core.log.1` at 5 MiB. It must never be the
 * reason why anything fails: what cannot be written (full disk) is dropped.
 */
export function fileLog(workspaceDir: string, now: () => number): Log {
  const file = path.join(workspaceDir, 'core.log');
  mkdirSync(workspaceDir, { recursive: true, mode: 0o700 });
  let bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;

  function write(level: Level, message: string, facts: Readonly<Record<string, unknown>>): void {
    const entry = { ...shortened(facts), at: new Date(now()).toISOString(), level, pid: process.pid, message };
    const line = `${JSON.stringify(entry)}\n`;
    try {
      if (bytes + line.length > ROTATE_AT) {
        renameSync(file, `${file}.1`);
        bytes = 0;
      }
      appendFileSync(file, line, { mode: 0o600 });
      bytes += line.length;
    } catch {
      // See above.
    }
  }

  return {
    info: (message, facts = {}) => write('info', message, facts),
    warn: (message, facts = {}) => write('warn', message, facts),
    error: (message, facts = {}) => write('error', message, facts),
  };
}

function shortened(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, shortFact(fact)]));
}

function shortFact(fact: unknown): unknown {
  if (fact instanceof Error) return (fact.stack ?? fact.message).slice(0, LONGEST_FACT);
  if (typeof fact === 'string') return fact.slice(0, LONGEST_FACT);
  if (typeof fact !== 'object' || fact === null) return typeof fact === 'bigint' ? String(fact) : fact;
  try {
    const text = JSON.stringify(fact);
    return text.length <= LONGEST_FACT ? fact : text.slice(0, LONGEST_FACT);
  } catch {
    return String(fact);
  }
}
