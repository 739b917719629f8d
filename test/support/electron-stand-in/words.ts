/** What the app process of the stand-in and the test around it say to each other, over Node's IPC. */

/** A frame as `senderFrame` shows it. `parentId` is null for the top one. */
export interface FrameFacts {
  readonly id: string;
  readonly url: string;
  readonly parentId: string | null;
}

/** Messages of a bridged port; `port` is unique on one link. */
export type PortWord =
  | { readonly kind: 'port-message'; readonly port: string; readonly data: unknown }
  | { readonly kind: 'port-close'; readonly port: string };

/** What the program did that a person, or the system, would notice. */
export interface Note {
  readonly about:
    | 'ready'
    | 'scheme'
    | 'menu'
    | 'tray'
    | 'notification'
    | 'question'
    | 'error-box'
    | 'awake'
    | 'open-external'
    | 'open-path'
    | 'core'
    | 'core-gone'
    | 'window'
    | 'shown'
    | 'focused'
    | 'closed';
  readonly facts: Readonly<Record<string, unknown>>;
}

export type FromApp =
  | PortWord
  | { readonly kind: 'note'; readonly note: Note }
  | { readonly kind: 'open'; readonly window: number; readonly options: WindowFacts }
  | { readonly kind: 'load'; readonly window: number; readonly url: string }
  | { readonly kind: 'destroy'; readonly window: number }
  | {
      readonly kind: 'to-frame';
      readonly window: number;
      readonly frame: string;
      readonly channel: string;
      readonly ports: readonly string[];
    }
  | { readonly kind: 'answer'; readonly question: number; readonly value: unknown };

export interface WindowFacts {
  readonly width: number;
  readonly height: number;
  readonly webPreferences: Readonly<Record<string, unknown>>;
  readonly [more: string]: unknown;
}

/** Asked by the test's side, answered by the app's handlers. */
export type Question =
  | { readonly about: 'request'; readonly url: string; readonly method: string }
  | { readonly about: 'may-request'; readonly url: string }
  | {
      readonly about: 'may-navigate';
      readonly window: number;
      readonly url: string;
      readonly isMainFrame: boolean;
    }
  | { readonly about: 'may-open'; readonly window: number; readonly url: string }
  | { readonly about: 'may-have'; readonly permission: string };

export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export type ToApp =
  | PortWord
  | { readonly kind: 'ask'; readonly question: number; readonly what: Question }
  | { readonly kind: 'ipc'; readonly window: number; readonly channel: string; readonly frame: FrameFacts }
  | { readonly kind: 'loaded'; readonly window: number }
  | { readonly kind: 'order'; readonly order: Order };

/** What a person, the system, or an attacker inside the main process does. */
export type Order =
  | { readonly act: 'quit' }
  | { readonly act: 'close-window'; readonly window: number }
  | { readonly act: 'click-tray' }
  | { readonly act: 'click-menu'; readonly label: string }
  | { readonly act: 'click-notification' }
  | { readonly act: 'answer-question'; readonly button: string }
  | { readonly act: 'crash-page'; readonly window: number }
  | { readonly act: 'rogue-window'; readonly url: string };
