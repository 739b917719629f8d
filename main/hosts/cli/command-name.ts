/** How this command line was called: what a person copies from its output must work as it stands. */
export function commandName(env: NodeJS.ProcessEnv = process.env): string {
  return env.npm_lifecycle_event === 'holdpoint' ? 'npm run -s holdpoint --' : 'holdpoint';
}
