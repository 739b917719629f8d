/** What a login on the target says about it, once a connection. */
export interface LoginFacts {
  /** null = the target has none. */
  readonly bootId: string | null;
  /** How a guard is started so that it outlives the login: as it is, or in a scope of the user's own systemd. */
  readonly way: 'plain' | 'scope';
  /** systemd may end what the login leaves behind when its last session is over, detached work too. */
  readonly killsAtLogout: boolean;
}
