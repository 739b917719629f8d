/**
 * The environment as it was given to us, taken once at the start. What is secret in it was meant for us alone: no
 * program that we start (ssh, a ProxyCommand, a browser) inherits it.
 */
export function takeEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const taken = { ...env };
  for (const name of Object.keys(env)) if (/^HOLDPOINT_(SECRET|VAULT)_/.test(name)) delete env[name];
  return taken;
}
