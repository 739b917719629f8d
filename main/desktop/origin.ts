/** The one origin of the desktop's pages. */
export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://holdpoint';

/** Is this the address of one of our own pages? Compared as parsed, never as text: `app://holdpoint.evil` is not. */
export function isOwnPage(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host } = new URL(address);
  return protocol === 'app:' && host === 'holdpoint';
}

/** Addresses the system's browser may be asked to open: what a runbook's links may hold. */
export function isOpenableOutside(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
}
