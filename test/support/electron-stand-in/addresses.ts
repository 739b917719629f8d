/**
 * Chromium knows no scheme `app:` unless the program that embeds it registers one, and Playwright cannot. So the pages
 * live at a secure origin that no network has, and every address is translated at the border.
 */
const SHOWN = 'https://holdpoint.app.invalid';
const REAL = 'app://holdpoint';

export function toChromium(address: string): string {
  return address === REAL || address.startsWith(`${REAL}/`) ? SHOWN + address.slice(REAL.length) : address;
}

export function toElectron(address: string): string {
  return address === SHOWN || address.startsWith(`${SHOWN}/`) ? REAL + address.slice(SHOWN.length) : address;
}

/** The page's own question "am I in the desktop window?" is the one place in its bundle that names the scheme. */
const question = /(location\.protocol\s*===?\s*)(["'`])app:\2/g;

export function translateScript(text: string): { readonly text: string; readonly places: number } {
  return { text: text.replaceAll(question, '$1$2https:$2'), places: [...text.matchAll(question)].length };
}
