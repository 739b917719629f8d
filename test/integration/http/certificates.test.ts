import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openHttpCaller } from '../../../main/adapters/http/undici-http-caller.ts';

const DAYS = 9;
const DAY_MS = 86_400_000;
let folder = '';
let server: Server;
let origin = '';

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'hp-tls-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  execFileSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', String(DAYS)],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
  ]);
  server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => {
    response.writeHead(503).end('busy');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `https://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const request = () => ({
  ...{ method: 'GET', url: `${origin}/`, headers: {}, body: null, timeoutMs: 5_000, maxBodyBytes: 1_000 },
  ...{ followRedirects: false, signal: new AbortController().signal },
});

it('a certificate nobody vouches for is no answer, and says why', async () => {
  const http = openHttpCaller();
  const answer = await http.call(request(), () => {});
  await http.close();
  expect(answer).toMatchObject({ kind: 'not-sent' });
  expect(answer.kind === 'not-sent' && answer.reason).toMatch(/self-signed certificate/);
});

it('of a good one it is known when it ends, whatever the server answers', async () => {
  const caller = path.resolve(import.meta.dirname, '../../../main/adapters/http/undici-http-caller.ts');
  const program = `
    const { openHttpCaller } = await import(${JSON.stringify(caller)});
    const http = openHttpCaller();
    const request = { ...${JSON.stringify({ ...request(), signal: undefined })}, signal: new AbortController().signal };
    for (let i = 0; i < 2; i++) process.stdout.write(JSON.stringify(await http.call(request, () => {})) + '\\n');
    await http.close();`;
  // Whom to trust is read when a process starts; this one serves meanwhile.
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: path.join(folder, 'cert.pem') };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env });
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(answers.map(({ kind, status }) => [kind, status])).toEqual([
    ['response', 503],
    ['response', 503],
  ]);
  for (const { certificateEndsAt } of answers)
    expect(Math.abs(certificateEndsAt - Date.now() - DAYS * DAY_MS)).toBeLessThan(60 * 60_000);
});
