/** What the program was started for, from its command line. */
export type Launch =
  | { readonly kind: 'cli'; readonly words: readonly string[] }
  | { readonly kind: 'desk'; readonly workspace: string | undefined }
  /** Somebody took this binary for Node; the packaged one refuses to be it (fuse `runAsNode`). */
  | { readonly kind: 'not-node' };

/**
 * `--cli` counts only as the first word, so that no file name or address handed to the app can turn it into a
 * command. Unpackaged, Electron's own argument (the app's folder) comes before ours.
 */
export function readLaunchWords(argv: readonly string[], isPackaged: boolean): Launch {
  const [first, ...rest] = argv.slice(isPackaged ? 1 : 2);
  if (first === '--cli') return { kind: 'cli', words: rest };
  if (first === '-e') return { kind: 'not-node' };
  const all = first === undefined ? rest : [first, ...rest];
  const joined = all.find((word) => word.startsWith('--workspace='))?.slice('--workspace='.length);
  const at = all.indexOf('--workspace');
  return { kind: 'desk', workspace: joined ?? (at < 0 ? undefined : all[at + 1]) };
}

/** A core that died, as the main process saw it. */
export interface Death {
  readonly coreId: string;
  /** UTC ms. */
  readonly diedAt: number;
}

/** What the main process tells the core's process on its command line. */
export interface CoreWords {
  readonly workspace: string;
  /** The core whose place this one takes. */
  readonly death: Death | null;
}

export function writeCoreWords({ workspace, death }: CoreWords): string[] {
  return ['--workspace', workspace, ...(death === null ? [] : ['--restarted', death.coreId, String(death.diedAt)])];
}

export function readCoreWords(words: readonly string[]): CoreWords {
  const workspace = words[words.indexOf('--workspace') + 1] ?? '';
  const at = words.indexOf('--restarted');
  const coreId = words[at + 1];
  const diedAt = Number(words[at + 2]);
  const isDeath = at >= 0 && coreId !== undefined && Number.isSafeInteger(diedAt);
  return { workspace, death: isDeath ? { coreId, diedAt } : null };
}
