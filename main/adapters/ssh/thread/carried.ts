import type { Crossing } from './crossing.ts';
import type { CoreSide, ShellSide } from './wire.ts';

/** Opens a stream where the connections are now. */
export type OpenStream = Crossing<CoreSide, ShellSide>['open'];

/** Something under way in the thread that holds the connections, as the core's thread sees it. */
export interface Carried {
  /** At first, and again in a fresh thread. */
  begin(open: OpenStream): void;
  /** The thread is gone. False = it ended with that, and its receiver was told. */
  lost(): boolean;
}

export interface CarriedParts<Message> {
  readonly receive: (message: Message) => void;
  /** Its last message came. */
  readonly over: () => void;
}

/** What a thread died under so often may be what it died of. */
export const DEATHS = 3;
export const LOST =
  'The part of Holdpoint that holds the connections failed; the target is asked again from a new one.';
