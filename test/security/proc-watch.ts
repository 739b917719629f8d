import { readdirSync, readFileSync } from 'node:fs';
import { found, type Trace } from './canary-traces.ts';

export interface ProcWatch {
  /** Looks at once, as often as it can, until stopped; answers what it found and how many processes it saw. */
  stop(): { readonly findings: readonly string[]; readonly seen: number };
}

/**
 * Watches the argv of every process on this machine, and the environment of those that `isOurs` names. What a
 * script on a target has in its environment is how it gets its values, hence not looked at.
 */
export function watchProcesses(traces: readonly Trace[], isOurs: (pid: number) => boolean): ProcWatch {
  const findings = new Set<string>();
  const seen = new Set<string>();
  const look = () => {
    for (const pid of pids()) {
      const argv = bytesOf(`/proc/${pid}/cmdline`);
      if (argv === null) continue;
      seen.add(`${pid} ${argv.toString('latin1')}`);
      for (const one of found(traces, `argv of ${argv.toString('latin1').slice(0, 80)}`, argv)) findings.add(one);
      const environ = isOurs(pid) ? bytesOf(`/proc/${pid}/environ`) : null;
      if (environ !== null) for (const one of found(traces, `environment of ${pid}`, environ)) findings.add(one);
    }
  };
  const timer = setInterval(look, 15);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return { findings: [...findings], seen: seen.size };
    },
  };
}

function pids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function bytesOf(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    // It has ended.
    return null;
  }
}
