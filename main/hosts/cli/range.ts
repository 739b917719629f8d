import { startRange } from '../../adapters/range/range.ts';
import type { Call, Verb } from './command-line.ts';
import { commandName } from './command-name.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { refuse } from './problem-text.ts';

export const range: Verb = {
  name: 'range',
  usage: '',
  summary: 'the practice range: real SSH servers and an HTTP service on this machine',
  words: [0, 0],
  options: {
    hosts: { type: 'string', value: 'N', help: 'web hosts (default 3); one database host comes on top' },
    json: { type: 'boolean', help: 'where everything is, as one line of JSON' },
  },
  examples: ['range', 'range --hosts 20'],
  notes: [
    'It listens on loopback only and ends with Ctrl-C. Its release is an ordinary runbook: run it, break it, run it again.',
  ],
  run: openRange,
};

async function openRange({ terminal, options }: Call): Promise<ExitCode> {
  const hosts = options.text('hosts');
  if (hosts !== undefined && !/^[1-9]\d{0,2}$/.test(hosts)) {
    return refuse(terminal, 'invalid-input', '--hosts is a number from 1 to 999.');
  }
  const opened = await startRange(hosts === undefined ? {} : { hosts: Number(hosts) });
  const stopped = new Promise<void>((resolve) => {
    terminal.onInterrupt(resolve);
  });
  const where = opened.describe();
  if (options.flag('json')) terminal.out(JSON.stringify(where));
  else for (const line of describe(where)) terminal.out(line);
  await stopped;
  await opened.close();
  return exitCodes.completed;
}

type Description = ReturnType<Awaited<ReturnType<typeof startRange>>['describe']>;

function describe(where: Description): readonly string[] {
  return [
    'The practice range is open. Ctrl-C closes it.',
    '',
    ...where.ssh.map((host) => `  ${host.name.padEnd(8)} ssh ${host.user}@${host.host} port ${host.port}`),
    `  ${where.http.name.padEnd(8)} ${where.http.url}`,
    '',
    'In another terminal:',
    `  ${commandName()} run ${where.runbook} --known-hosts ${where.knownHosts} --go --answers ${where.answers}`,
  ];
}
