import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The program of a thread: beside the sources as beside the bundle (inside an archive, too), however deep its parts lie. */
export function threadFile(
  name: 'document-thread' | 'sheet-thread' | 'shell-thread' | 'output-find-thread' | 'output-search-thread',
): URL {
  const here = import.meta.dirname;
  const places = [`${name}.ts`, `${name}.js`, path.join('..', `${name}.js`)].map((place) => path.join(here, place));
  return pathToFileURL(places.find((place) => existsSync(place)) ?? path.join(here, `${name}.js`));
}
