import { ask } from './channel.ts';
import type { ConnectionPool } from './connection-pool.ts';
import type { Endpoint } from './endpoint.ts';
import type { Limits } from './limits.ts';
import { newMark } from './remote-folder.ts';
import { isPassing } from './trouble.ts';

/** term, kill: stopped by us. ended: it was over before. never: it will not start. unable: the target could not. */
export type StopAnswer = 'term' | 'kill' | 'ended' | 'never' | 'unable' | 'out-of-reach';

export interface StopOrder {
  readonly endpoint: Endpoint;
  readonly command: string;
  /** The program's header line after the mark. */
  readonly header: string;
  /** How long to keep trying to reach the target. */
  readonly withinMs: number;
}

const answers: readonly string[] = ['term', 'kill', 'ended', 'never', 'unable'];

function isStopAnswer(text: string): text is StopAnswer {
  return answers.includes(text);
}

/** Sends TERM, then KILL, on a channel of its own, and tries again as long as the target is out of reach. */
export async function stopOnTarget(
  parts: { pool: ConnectionPool; limits: Limits },
  order: StopOrder,
): Promise<StopAnswer> {
  const deadline = performance.now() + order.withinMs;
  for (let delay = 200; ; delay = Math.min(delay * 2, 5000)) {
    const answer = await tryStop(parts, order);
    if (answer !== null) return answer;
    if (performance.now() + delay > deadline) return 'out-of-reach';
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
}

async function tryStop(
  { pool, limits }: { pool: ConnectionPool; limits: Limits },
  order: StopOrder,
): Promise<StopAnswer | null> {
  const lease = await pool.lease(order.endpoint, true, limits.reconnectMs);
  if (!lease.ok) return isPassing(lease.trouble) ? null : 'out-of-reach';
  try {
    const channel = await lease.value.link.exec(order.command, limits.connectMs);
    if (!channel.ok) {
      if (channel.trouble.kind === 'limit') lease.value.full();
      return null;
    }
    const mark = newMark();
    const timeoutMs = limits.killAfterMs + 20_000;
    const answer = await ask(channel.value, mark, { input: `${mark} ${order.header}\n`, timeoutMs });
    return answer !== null && isStopAnswer(answer) ? answer : null;
  } finally {
    lease.value.release();
  }
}
