/** DESIGN.md section 3; tried with everything the page uses. */
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types default";

/** What no screen of ours asks of the machine; a hostile script may not even ask the person for it. */
const PERMISSIONS_POLICY = [
  ...['camera', 'microphone', 'geolocation', 'display-capture', 'clipboard-read', 'usb', 'serial', 'hid', 'bluetooth'],
  ...['midi', 'payment', 'screen-wake-lock', 'publickey-credentials-get', 'local-fonts', 'idle-detection'],
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/** On every answer, whatever its status. No CORS header exists anywhere. */
export const securityHeaders = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': PERMISSIONS_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;
