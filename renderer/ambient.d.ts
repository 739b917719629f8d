declare module '*.css';

interface TrustedTypePolicyRules {
  createHTML?: (text: string) => string;
  createScriptURL?: (url: string) => string;
}

interface Window {
  readonly trustedTypes?: {
    createPolicy(name: string, rules: TrustedTypePolicyRules): unknown;
  };
}
