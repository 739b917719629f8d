import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Quiet, and able to run as root in a container. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `without`: switches Playwright adds that no user's browser has. Any installed Chromium: HOLDPOINT_CHROMIUM, the system's, or Playwright's own. */
export function launchChromium(extra: readonly string[] = [], without: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env.HOLDPOINT_CHROMIUM ?? candidates.find((file) => existsSync(file));
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [...flags, ...extra],
    ignoreDefaultArgs: [...without],
  });
}
