/** Why the core ends a connection. */
export type CloseReason = 'malformed' | 'refused' | 'too-slow' | 'shutdown';

/** The core's end of one connection that carries whole texts in order. */
export interface Pipe {
  /** `taken` is called once the text has left our memory; until then it counts as backlog. */
  send(text: string, taken: () => void): void;
  /** Sends what is left, then closes. */
  close(reason: CloseReason): void;
  onText(receive: (text: string) => void): void;
  /** Called once when the other side is gone; not for our own `close`. */
  onClose(closed: () => void): void;
}
