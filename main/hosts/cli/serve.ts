import { runBrowserHost } from '../node.ts';
import type { Call, Verb } from './command-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { refuse } from './problem-text.ts';

export const serve: Verb = {
  name: 'serve',
  usage: '',
  summary: 'the app in a browser, served to this machine only',
  words: [0, 0],
  options: {
    port: { type: 'string', value: 'N', help: 'the port (else the one of last time, or a free one)' },
    'no-open': { type: 'boolean', help: 'do not open a browser' },
    json: { type: 'boolean', help: 'where it is, as one line of JSON' },
    'public-origin': { type: 'string', value: 'URL', help: 'the address a forwarded port has in the browser' },
  },
  examples: ['serve', 'serve --port 8080 --no-open'],
  run: openDoor,
};

async function openDoor({ terminal, options, workspace }: Call): Promise<ExitCode> {
  const port = options.text('port');
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
    return refuse(terminal, 'invalid-input', '--port is a number from 0 to 65535.');
  }
  const origin = options.text('public-origin');
  if (origin !== undefined && !isOrigin(origin)) {
    const message = '--public-origin is a scheme, a host and a port, such as http://localhost:9000.';
    return refuse(terminal, 'invalid-input', message);
  }
  const code = await runBrowserHost({
    workspaceDir: workspace,
    open: !options.flag('no-open'),
    json: options.flag('json'),
    say: terminal.out,
    complain: terminal.err,
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(origin === undefined ? {} : { publicOrigin: new URL(origin).origin }),
  });
  return exitCodeOf(code);
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && pathname === '/' && search === '' && hash === '';
}

function exitCodeOf(code: number): ExitCode {
  return Object.values(exitCodes).find((known) => known === code) ?? exitCodes.workspace;
}
