import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Shell } from '../../../main/core/ports/shell.ts';
import type { TerminalMessage } from '../../../main/core/ports/terminals.ts';
import { type Sshd, startSshd, transports, useTransport } from '../../support/sshd.ts';
import { startCutProxy } from '../../support/sshd-cut-proxy.ts';
import { eventually, knownHostsAt, shellFor } from '../../support/sshd-shell.ts';

function opened(shell: Shell, target: ReturnType<Sshd['target']>, credit = Number.MAX_SAFE_INTEGER) {
  const messages: TerminalMessage[] = [];
  const task = shell.openTerminal({ target, columns: 80, rows: 24 }, (message) => messages.push(message));
  task.grant(credit);
  const text = () =>
    Buffer.concat(messages.flatMap((message) => (message.kind === 'output' ? [message.bytes] : []))).toString('utf8');
  return {
    task,
    text,
    type: (keys: string) => task.write(Buffer.from(keys)),
    says: (what: string) => eventually(`the terminal says ${what}; it said ${text()}`, () => text().includes(what)),
    end: async () => {
      await eventually('the terminal is closed', () => messages.at(-1)?.kind === 'closed');
      return messages.at(-1);
    },
    messages,
  };
}

describe.each(transports)('a terminal over %s', (transport) => {
  let sshd: Sshd;
  let shell: Shell;
  beforeAll(async () => {
    useTransport(transport);
    sshd = await startSshd();
    shell = shellFor([sshd]);
  });
  afterAll(async () => {
    useTransport('ssh2');
    await shell.close();
    await sshd.stop();
  });

  it('has its size, follows a window that changes, takes Ctrl-C, and ends with the exit code of the shell', async () => {
    const terminal = opened(shell, sshd.target('t'));
    terminal.type('stty size; echo "$TERM$((40 + 2))"; printf \'grün\\n\'\r');
    await terminal.says('24 80');
    await terminal.says('xterm-256color42');
    await terminal.says('grün');
    expect(terminal.messages[0]).toMatchObject({ kind: 'opened', hostKey: expect.stringMatching(/^SHA256:/) });
    terminal.task.resize({ columns: 132, rows: 50 });
    terminal.type('until [ "$(stty size)" = "50 132" ]; do sleep 0.05; done; echo wide$((40 + 3))\r');
    await terminal.says('wide43');
    terminal.type('echo before$((40 + 4)); sleep 600\r');
    await terminal.says('before44');
    terminal.type('\x03');
    terminal.type('echo after$((40 + 5))\r');
    await terminal.says('after45');
    // The target alone echoes what is typed: once, not twice.
    expect(terminal.text().split('echo after$((40 + 5))')).toHaveLength(2);
    terminal.type('exit 3\r');
    expect(await terminal.end()).toMatchObject({ exitCode: 3, reason: expect.stringContaining('exit code 3') });
  });

  it('rests while nobody can take more, and brings every line then', async () => {
    const terminal = opened(shell, sshd.target('t'), 2000);
    const lines = 40_000;
    // The first line may stand behind the prompt.
    terminal.type(`seq 0 ${lines}; echo all-$((40 + 6)); exit\r`);
    await eventually('the credit is used up', () => terminal.text().length === 2000);
    terminal.task.grant(Number.MAX_SAFE_INTEGER);
    await terminal.end();
    const seen = new Set(terminal.text().split(/\r?\n/));
    expect(Array.from({ length: lines }, (_, i) => String(i + 1)).filter((line) => !seen.has(line))).toEqual([]);
    expect(terminal.text()).toContain('all-46');
  });

  it('ends with the link, and says that it is not known to go on', async () => {
    const proxy = await startCutProxy(sshd);
    const own = shellFor([], { extraKnownHosts: [knownHostsAt(sshd, proxy.port)] });
    const terminal = opened(own, sshd.target('t', { port: proxy.port }));
    terminal.type('echo up$((40 + 7))\r');
    await terminal.says('up47');
    proxy.reset();
    expect(await terminal.end()).toMatchObject({ exitCode: null, reason: expect.stringContaining('was cut') });
    await own.close();
    await proxy.stop();
  });

  it('that is closed here ends what runs in it', async () => {
    const terminal = opened(shell, sshd.target('t'));
    terminal.type('echo pid=$$.; sleep 601\r');
    await eventually('it runs', () => /pid=\d+\./.test(terminal.text()));
    const pid = Number(/pid=(\d+)\./.exec(terminal.text())?.[1]);
    terminal.task.close();
    expect(await terminal.end()).toMatchObject({ reason: expect.stringContaining('closed here') });
    const isGone = () => {
      try {
        process.kill(pid, 0);
        return false;
      } catch {
        return true;
      }
    };
    await eventually('its shell is gone', isGone);
  });
});
