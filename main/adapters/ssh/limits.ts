/** A timer longer than this many ms fires at once instead of late (a signed 32-bit field in the runtime). */
export const longestTimerMs = 2_147_483_647;

/** Times in ms. The defaults are for release windows over VPNs; tests shorten them. */
export interface Limits {
  readonly connectMs: number;
  /** The same for whoever was cut off and tries again and again: a lost first packet is sent again after 1 and 3 s. */
  readonly reconnectMs: number;
  /** For the key exchange, and again for each way to log in. */
  readonly handshakeMs: number;
  readonly keepAliveMs: number;
  readonly keepAliveCount: number;
  /** Channels of one connection before a second is made; sshd's MaxSessions is 10, two stay free for cancelling. */
  readonly channelsPerConnection: number;
  /** A target that took a command and does not say what came of it is out of contact after so long. */
  readonly answerMs: number;
  /** Logins going on at once with one server; sshd's MaxStartups drops at random from 10 on. */
  readonly startsPerServer: number;
  readonly scansAtOnce: number;
  /** Between TERM and KILL. */
  readonly killAfterMs: number;
}

export const defaultLimits: Limits = {
  connectMs: 10_000,
  reconnectMs: 3_500,
  handshakeMs: 15_000,
  keepAliveMs: 2_000,
  keepAliveCount: 3,
  answerMs: 15_000,
  channelsPerConnection: 8,
  startsPerServer: 5,
  scansAtOnce: 16,
  killAfterMs: 5_000,
};
