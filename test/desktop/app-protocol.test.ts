import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAppProtocol } from '../../main/desktop/app-protocol.ts';

let folder: string;
let serve: (request: Request) => Response;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-app-'));
  mkdirSync(path.join(folder, 'page/assets'), { recursive: true });
  writeFileSync(path.join(folder, 'page/index.html'), '<title>desk</title>');
  writeFileSync(path.join(folder, 'page/assets/main-1.js'), 'export {};');
  writeFileSync(path.join(folder, 'page/assets/main-1.js.map'), 'the source');
  writeFileSync(path.join(folder, 'secret.html'), 'outside');
  serve = createAppProtocol(path.join(folder, 'page'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A request whose address is not tidied up on its way, as a hostile page would like it. */
function ask(url: string, method = 'GET'): Response {
  const asIs = { url: { value: url }, method: { value: method } };
  return serve(Object.defineProperties(new Request('app://holdpoint/'), asIs));
}

describe('app://holdpoint', () => {
  it.each([
    ['/', 'text/html; charset=utf-8', '<title>desk</title>'],
    ['/index.html', 'text/html; charset=utf-8', '<title>desk</title>'],
    ['/assets/main-1.js', 'text/javascript; charset=utf-8', 'export {};'],
    ['/assets/main-1.js?v=2#x', 'text/javascript; charset=utf-8', 'export {};'],
  ])('answers %s', async (where, mediaType, text) => {
    const answer = ask(`app://holdpoint${where}`);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, mediaType, text]);
  });

  it.each([
    'app://holdpoint/../secret.html',
    'app://holdpoint/assets/../../secret.html',
    'app://holdpoint/%2e%2e/secret.html',
    'app://holdpoint/..%2fsecret.html',
    'app://holdpoint/%2e%2e%2fsecret.html',
    'app://holdpoint/..%5csecret.html',
    'app://holdpoint/..\\secret.html',
    'app://holdpoint/%252e%252e/secret.html',
    'app://holdpoint/....//secret.html',
    'app://holdpoint//secret.html',
    'app://holdpoint/./../secret.html',
    'app://holdpoint/index.html/../../secret.html',
    'app://holdpoint/index.html%00.js',
    'app://holdpoint/%00',
    'app://holdpoint/INDEX.HTML',
    'app://holdpoint/assets',
    'app://holdpoint/assets/',
    'app://holdpoint/assets/main-1.js.map',
    'app://holdpoint/constructor',
    'app://holdpoint/__proto__',
    'app://holdpoint//etc/passwd',
    'app://holdpoint/file:///etc/passwd',
    'app://holdpoint.evil/index.html',
    'app://evil/index.html',
    'app://user@holdpoint:1/index.html',
    'app:/index.html',
    'app:index.html',
    'file:///etc/passwd',
    'https://holdpoint/index.html',
    'not an address',
    '',
  ])('does not answer %s', async (url) => {
    const answer = ask(url);
    expect([answer.status, await answer.text()]).toEqual([404, 'Not found']);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'get'])('does not answer to %s', (method) => {
    expect(ask('app://holdpoint/', method).status).toBe(404);
  });
});
