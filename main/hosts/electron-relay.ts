import type { MessagePortMain } from 'electron';
import { endPort, PORT_ENDS, type PortEnd } from '../../contract/port-channel.ts';
import { portEnd } from '../desktop/port-end.ts';
import { openLocalChannel } from '../transport/local-client.ts';

/** What the main process asks of the core's process, however the core is reached. */
export interface ServingCore {
  serve(holder: string, port: MessagePortMain): void;
  stop(): Promise<void>;
}

/**
 * For a workspace that another process's core owns (a browser host, a command that runs): each port is joined to a
 * channel of its own to that core. When it no longer answers, `leave` lets this process end, and the main process
 * starts one that may own the workspace by then.
 */
export function attachedCore(workspaceDir: string, leave: () => void): ServingCore {
  const ends = new Map<string, () => void>();
  return {
    serve: (holder, port) => {
      ends.get(holder)?.();
      const end = portEnd(port);
      ends.set(holder, () => endPort(end));
      void join(workspaceDir, end).then((joined) => joined || leave());
    },
    stop: async () => {
      for (const end of ends.values()) end();
    },
  };
}

async function join(workspaceDir: string, end: PortEnd): Promise<boolean> {
  const opened = await openLocalChannel(workspaceDir);
  if (!opened.ok) {
    endPort(end);
    return opened.problem.code !== 'disconnected';
  }
  const { channel } = opened.value;
  channel.onText((text) => end.post(text));
  channel.onClose(() => endPort(end));
  end.onClose(() => channel.close());
  end.onMessage((message) => {
    if (typeof message === 'string') channel.send(message);
    else if (message === PORT_ENDS) channel.close();
  });
  return true;
}
