import { execFile } from 'node:child_process';
import type { Asked, Words } from './evaluate.ts';

const withinMs = 5000;

/** `ssh -G`: what the client itself makes of its files. null = there is no client, or it refuses them. */
export async function askClient(client: string, asked: Asked, configFile: string | null): Promise<Words | null> {
  const [told, usual] = await Promise.all([
    dump(client, [...fileArgs(configFile), ...whoArgs(asked), '-G', '--', asked.host]),
    dump(client, ['-F', 'none', ...whoArgs(asked), '-G', '--', asked.host]),
  ]);
  if (told === null || usual === null) return null;
  // It prints its defaults as well; what differs from them was written by somebody.
  const words = new Map<string, readonly string[]>();
  for (const [word, values] of told) {
    if (usual.get(word)?.join('\n') !== values.join('\n')) words.set(word, values);
  }
  if (asked.user !== null) words.set('user', [asked.user]);
  if (asked.port !== null) words.set('port', [String(asked.port)]);
  return words;
}

function fileArgs(configFile: string | null): readonly string[] {
  return configFile === null ? [] : ['-F', configFile];
}

function whoArgs({ user, port }: Asked): readonly string[] {
  return [...(user === null ? [] : ['-l', user]), ...(port === null ? [] : ['-p', String(port)])];
}

const spacedWords = new Set(['userknownhostsfile', 'globalknownhostsfile']);

function dump(client: string, args: readonly string[]): Promise<Words | null> {
  return new Promise((resolve) => {
    const child = execFile(client, args, { timeout: withinMs, maxBuffer: 1024 * 1024 }, (error, stdout) => {
      if (error !== null) return resolve(null);
      const words = new Map<string, string[]>();
      for (const line of stdout.split('\n')) {
        const blank = line.indexOf(' ');
        if (blank < 0) continue;
        const word = line.slice(0, blank);
        const value = line.slice(blank + 1);
        words.set(word, [...(words.get(word) ?? []), ...(spacedWords.has(word) ? value.split(' ') : [value])]);
      }
      resolve(words);
    });
    child.stdin?.end();
  });
}
