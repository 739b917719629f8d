import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface StaticFile {
  readonly bytes: Buffer;
  readonly mediaType: string;
  /** Its name holds a digest of its content. */
  readonly immutable: boolean;
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

/**
 * The built page, held in memory by its exact URL path: there is no path to walk, and a rebuild while we run
 * does not mix two versions. Files of a type not named above (source maps …) are not served.
 */
export function loadStaticFiles(dir: string): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  if (!existsSync(dir)) return files;
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const mediaType = mediaTypes[path.extname(entry.name)];
    if (!entry.isFile() || mediaType === undefined) continue;
    const file = path.join(entry.parentPath, entry.name);
    const url = `/${path.relative(dir, file).split(path.sep).join('/')}`;
    files.set(url, { bytes: readFileSync(file), mediaType, immutable: url.startsWith('/assets/') });
  }
  const index = files.get('/index.html');
  if (index !== undefined) files.set('/', index);
  return files;
}
