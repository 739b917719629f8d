import type { IpcMainEvent, MessageChannelMain, MessagePortMain, WebContents } from 'electron';
import { HERE_IS_PORT } from '../../contract/port-channel.ts';
import { isOwnPage } from './origin.ts';

export interface HandOverParts {
  readonly createChannel: () => MessageChannelMain;
  /** The one window that may speak to the core; null when there is none. */
  readonly window: () => WebContents | null;
  /** Takes the core's end. */
  readonly serve: (port: MessagePortMain) => void;
}

/**
 * A page asks for its port at each load and after each loss of the core. Only the top frame of our own page in our own
 * window gets one; to anybody else the answer is silence.
 */
export function createPortHandOver({ createChannel, window, serve }: HandOverParts): (event: IpcMainEvent) => void {
  return ({ sender, senderFrame }) => {
    if (senderFrame === null || senderFrame.detached || senderFrame.parent !== null) return;
    if (sender !== window() || !isOwnPage(senderFrame.url)) return;
    const { port1, port2 } = createChannel();
    serve(port1);
    senderFrame.postMessage(HERE_IS_PORT, null, [port2]);
  };
}
