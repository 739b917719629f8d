import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type ServerChannel } from 'ssh2';
import type { SshTarget } from '../../contract/plan.ts';

export interface LyingServer {
  readonly target: SshTarget;
  readonly knownHosts: string;
  stop(): void;
}

/** What it does with a command and with the SFTP subsystem; left out = a command ends with 1, and there is no SFTP. */
export interface Lies {
  readonly exec?: (channel: ServerChannel) => void;
  readonly sftp?: (channel: ServerChannel) => void;
}

/** An SSH server on loopback that lets everybody in and says what the test wants said. */
export async function startLyingServer(lies: Lies): Promise<LyingServer> {
  const keys = ssh2.utils.generateKeyPairSync('ed25519');
  const server = new ssh2.Server({ hostKeys: [keys.private] }, (connection) => {
    connection.on('error', () => {});
    connection.on('authentication', (login) => login.accept());
    connection.on('ready', () => {
      connection.on('session', (accept) => {
        const session = accept();
        session.on('exec', (take) => {
          const channel = take();
          channel.on('error', () => {});
          if (lies.exec !== undefined) return lies.exec(channel);
          channel.exit(1);
          channel.close();
        });
        // Typed as ssh2's own SFTP server, which this is not: the bare channel.
        session.on('subsystem' as 'exec', (take, refuse) => {
          if (lies.sftp === undefined) return refuse?.();
          const channel = take();
          channel.on('error', () => {});
          lies.sftp(channel);
        });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const folder = mkdtempSync(join(tmpdir(), 'hp-lying-'));
  const knownHosts = join(folder, 'known_hosts');
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${keys.public.split(' ').slice(0, 2).join(' ')}\n`);
  const identity = join(folder, 'id');
  writeFileSync(identity, ssh2.utils.generateKeyPairSync('ed25519').private, { mode: 0o600 });
  const target: SshTarget = {
    ...{ kind: 'ssh', name: 't', host: '127.0.0.1', port, user: 'root', identity, jump: null, stateDir: null },
    ...{ env: {}, labels: {}, vars: {} },
  };
  const stop = () => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { target, knownHosts, stop };
}

/** Reads what we are sent a line at a time: the first word of a line is the mark of its program. */
export function linesOf(channel: ServerChannel, hear: (line: string) => void): void {
  let text = '';
  channel.on('data', (bytes: Buffer) => {
    const lines = (text + bytes.toString('latin1')).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) hear(line);
  });
}

/** Writes without end, until the other side hangs up. */
export function flood(channel: ServerChannel): void {
  const piece = Buffer.alloc(32 * 1024, 65);
  let isOver = false;
  channel.once('close', () => {
    isOver = true;
  });
  const go = () => {
    if (isOver) return;
    if (channel.write(piece)) setImmediate(go);
    else channel.once('drain', go);
  };
  go();
}
