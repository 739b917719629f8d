import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { buildProject, copyProject, removeProject } from './project-copy.ts';

const projects: string[] = [];

afterEach(() => {
  for (const folder of projects.splice(0)) removeProject(folder);
});

/** Of everything built; `.built` is when, for the scripts, and is in no package. */
function digests(dist: string): Map<string, string> {
  const names = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== '.built')
    .map((entry) => path.relative(dist, path.join(entry.parentPath, entry.name)));
  const digest = (name: string) =>
    createHash('sha256')
      .update(readFileSync(path.join(dist, name)))
      .digest('hex');
  return new Map(names.sort().map((name) => [name, digest(name)]));
}

it('builds the same bytes in another folder, none of which names the folder', async () => {
  const folders = ['here', 'a-longer-name-elsewhere'].map((name) => copyProject(name));
  projects.push(...folders);
  await Promise.all(folders.map(buildProject));
  const [here, elsewhere] = folders.map((folder) => path.join(folder, 'dist'));
  if (here === undefined || elsewhere === undefined) throw new Error('two folders were asked for');
  const built = digests(here);
  expect([...built.keys()]).toEqual(
    expect.arrayContaining(['main/cli.js', 'main/electron-main.js', 'preload/preload.cjs', 'renderer/index.html']),
  );
  expect(digests(elsewhere)).toEqual(built);
  const traces = [...built.keys()].filter((name) => readFileSync(path.join(here, name)).includes(path.dirname(here)));
  expect(traces).toEqual([]);
}, 180_000);
