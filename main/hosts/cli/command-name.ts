/** How this command line was called: what a person copies from its output must work as it stands. */
export function commandName(env: NodeJS.ProcessEnv = process.env): string {
  return env.npm_lifecycle_event === 'holdpoint' ? 'npm run -s holdpoint --' : 'holdpoint';
}

/** A whole command to copy, for the workspace this one was called with. */
export function suggested(words: string, argv: readonly string[] = process.argv): string {
  const at = argv.findIndex((word) => word === '--workspace' || word.startsWith('--workspace='));
  const named = argv[at]?.includes('=') === true ? argv[at].slice('--workspace='.length) : argv[at + 1];
  const where = at < 0 || named === undefined ? '' : ` --workspace ${shellWord(named)}`;
  return `${commandName()} ${words}${where}`;
}

/** As one word of a POSIX shell; safe characters stay bare. */
export function shellWord(word: string): string {
  return /^[\w.@%+=:,/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
