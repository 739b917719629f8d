import { securityHeaders } from '../transport/loopback-headers.ts';
import { loadStaticFiles } from '../transport/static-files.ts';
import { isOwnPage } from './origin.ts';

/**
 * Answers `app://holdpoint/…` with the built page and nothing else: the files are held in memory by their exact
 * path, so there is no folder to climb out of.
 */
export function createAppProtocol(folder: string): (request: Request) => Response {
  const files = loadStaticFiles(folder);
  return (request) => {
    const file =
      request.method === 'GET' && isOwnPage(request.url) ? files.get(new URL(request.url).pathname) : undefined;
    if (file === undefined) return new Response('Not found', { status: 404, headers: { ...securityHeaders } });
    return new Response(new Uint8Array(file.bytes), {
      headers: { ...securityHeaders, 'content-type': file.mediaType },
    });
  };
}
