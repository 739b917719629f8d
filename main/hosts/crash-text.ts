import type { SecretGuard } from '../core/secrets/secret-guard.ts';

/** A process that dies quotes whatever it had in hand: the guards of its cores are asked once more. */
const guards = new Set<Pick<SecretGuard, 'redactForLog'>>();

/** Until the returned function is called, what this guard knows is kept out of the last words. */
export function guardLastWords(guard: Pick<SecretGuard, 'redactForLog'>): () => void {
  guards.add(guard);
  return () => guards.delete(guard);
}

/** The last words of a process, for a terminal or a diary. */
export function crashText(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [...guards].reduce((words, guard) => guard.redactForLog(words), text);
}
