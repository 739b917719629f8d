import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The program of the core's threads: beside the sources as beside the bundle, however deep its parts lie. */
export function threadFile(): URL {
  const here = import.meta.dirname;
  const places = [path.join(here, 'thread.ts'), path.join(here, 'thread.js'), path.join(here, '..', 'thread.js')];
  return pathToFileURL(places.find((place) => existsSync(place)) ?? path.join(here, 'thread.js'));
}
