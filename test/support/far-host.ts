import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';

/** A network of its own on this machine, on which packets can be lost without anybody being told. Takes root. */
export interface FarHost {
  readonly address: string;
  /** For `world` of a test server: it then lives over there. */
  readonly world: readonly string[];
  /** What it sends is dropped; connections hang, no reset comes. */
  cut(): void;
  heal(): void;
  remove(): void;
}

export function makeFarHost(): FarHost {
  const tag = `hp${process.pid % 100_000}`;
  const [block, row] = [Math.floor(process.pid / 60) % 200, (process.pid % 60) * 4];
  const [near, far] = [`10.213.${block}.${row + 1}`, `10.213.${block}.${row + 2}`];
  const ip = (...words: string[]) => execFileSync('ip', words, { stdio: 'pipe' });
  const there = (...words: string[]) => ip('netns', 'exec', tag, 'ip', ...words);
  ip('netns', 'add', tag);
  ip('link', 'add', `${tag}a`, 'type', 'veth', 'peer', 'name', `${tag}b`);
  ip('link', 'set', `${tag}b`, 'netns', tag);
  ip('addr', 'add', `${near}/30`, 'dev', `${tag}a`);
  ip('link', 'set', `${tag}a`, 'up');
  there('addr', 'add', `${far}/30`, 'dev', `${tag}b`);
  there('link', 'set', `${tag}b`, 'up');
  there('link', 'set', 'lo', 'up');
  return {
    address: far,
    world: [`exec nsenter --net=/run/netns/${tag} "$@"`],
    cut: () => there('route', 'add', 'blackhole', `${near}/32`),
    heal: () => there('route', 'del', 'blackhole', `${near}/32`),
    remove: () => {
      ip('link', 'del', `${tag}a`);
      ip('netns', 'del', tag);
      rmSync(`/run/netns/${tag}`, { force: true });
    },
  };
}
