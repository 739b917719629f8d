import { SSHConfig } from 'ssh-config';

/** A line of an ssh_config file; what stands under a Host or Match is its `under`. */
export interface ConfigLine {
  /** In small letters. */
  readonly word: string;
  readonly values: readonly string[];
  /** What ssh takes as one text, quotes and all: commands. */
  readonly raw: string;
  readonly under: readonly ConfigLine[];
}

/** null = too unusual for us: the client itself has to be asked. */
export function parseConfig(text: string): readonly ConfigLine[] | null {
  // Quotes within quotes and continued backslashes: the client's own splitting counts.
  if (/\\["'\\]|'[^'\n]*"|[^\x20-\x7e\t\r\n\u00a0-\uffff]/.test(withoutComments(text))) return null;
  try {
    return linesOf(SSHConfig.parse(text));
  } catch {
    return null;
  }
}

function withoutComments(text: string): string {
  return text.replace(/^[ \t]*#.*$/gm, '');
}

function linesOf(config: ReturnType<typeof SSHConfig.parse>): readonly ConfigLine[] {
  const lines: ConfigLine[] = [];
  for (const line of config) {
    if (line.type !== SSHConfig.DIRECTIVE) continue;
    const tokens = Array.isArray(line.value)
      ? line.value
      : [{ val: line.value, separator: ' ', quoted: line.quoted === true }];
    const raw = tokens
      .map((token, index) => {
        const text = token.quoted === true ? `"${token.val}"` : token.val;
        return index === 0 ? text : `${token.separator || ' '}${text}`;
      })
      .join('');
    const under = 'config' in line ? linesOf(line.config) : [];
    lines.push({ word: line.param.toLowerCase(), values: tokens.map((token) => token.val), raw, under });
  }
  return lines;
}
