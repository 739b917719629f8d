import { z } from 'zod';

/**
 * Runs before anything else: the page's content security policy allows one Trusted Types policy, this one, and
 * forbids evaluated code, which zod would otherwise try for speed as soon as the first schema is used.
 */
z.config({ jitless: true });

window.trustedTypes?.createPolicy('default', {
  createHTML(text) {
    if (text.includes('<')) throw new TypeError('Markup is never made from text here: render elements instead.');
    return text;
  },
  createScriptURL(url) {
    const target = new URL(url, document.baseURI);
    if (target.origin !== window.location.origin) throw new TypeError('Scripts come from this origin only.');
    return target.href;
  },
});
