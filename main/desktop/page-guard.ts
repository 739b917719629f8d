import type { App, Session, WebContents } from 'electron';
import { isOpenableOutside, isOwnPage } from './origin.ts';

/** What a page may not do, for every web contents there will ever be. */
export function guardPages(app: App, openOutside: (address: string) => void): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, openOutside));
}

function guardContents(contents: WebContents, openOutside: (address: string) => void): void {
  contents.on('will-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // The policy of the page does not stop WebRTC; with no proxy there is no way out over UDP either.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.setWindowOpenHandler(({ url }) => {
    if (isOpenableOutside(url)) openOutside(url);
    return { action: 'deny' };
  });
}

/** The page asks the machine for nothing: no camera, no location, no device, and it reaches nothing but itself. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(isHarmless(permission)));
  session.setPermissionCheckHandler((_contents, permission) => isHarmless(permission));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => {
    const isLocal =
      isOwnPage(details.url) || details.url.startsWith('blob:app://holdpoint/') || details.url.startsWith('data:');
    answer({ cancel: !isLocal });
  });
}

/** Copying output to the clipboard is what a person just asked for by pressing Copy. */
function isHarmless(permission: string): boolean {
  return permission === 'clipboard-sanitized-write';
}
