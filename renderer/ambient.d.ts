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

/** The address of a file that is shipped as it is. */
declare module '*?url' {
  const url: string;
  // biome-ignore lint/style/noDefaultExport: the bundler's own form
  export default url;
}
