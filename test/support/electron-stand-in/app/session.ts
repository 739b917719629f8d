import { EventEmitter } from 'node:events';
import { note } from './link.ts';

type Answer<T> = (value: T) => void;

/** The default session's guards, kept so that the test's side can ask them. */
class Session {
  mayAsk: (contents: null, permission: string, answer: Answer<boolean>) => void = (_contents, _permission, answer) =>
    answer(true);
  mayHave: (contents: null, permission: string) => boolean = () => true;
  mayUseDevice: () => boolean = () => true;
  beforeRequest: (details: { url: string }, answer: Answer<{ cancel?: boolean }>) => void = (_details, answer) =>
    answer({});
  readonly webRequest = {
    onBeforeRequest: (listener: Session['beforeRequest']) => {
      this.beforeRequest = listener;
    },
  };

  setPermissionRequestHandler(handler: Session['mayAsk']): void {
    this.mayAsk = handler;
  }

  setPermissionCheckHandler(handler: Session['mayHave']): void {
    this.mayHave = handler;
  }

  setDevicePermissionHandler(handler: Session['mayUseDevice']): void {
    this.mayUseDevice = handler;
  }
}

export const session = { defaultSession: new Session() };

type Handler = (request: Request) => Response | Promise<Response>;
export const schemes = new Map<string, Handler>();

export const protocol = {
  registerSchemesAsPrivileged: (list: readonly { scheme: string; privileges: object }[]) => {
    for (const { scheme, privileges } of list) note('scheme', { scheme, ...privileges });
  },
  handle: (scheme: string, handler: Handler) => void schemes.set(scheme, handler),
};

export const ipcMain = new EventEmitter();
