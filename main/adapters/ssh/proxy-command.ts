import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { type Reached, reached, textOf, troubled } from './trouble.ts';

const lastWordsCap = 2000;

/**
 * The stdin and stdout of a command from the user's own ssh_config. As ssh does it, the user's shell reads it; host,
 * port and user in it were checked to hold nothing a shell could take for something else.
 */
export function proxyStream(command: string, signal: AbortSignal): Promise<Reached<Duplex>> {
  return new Promise((resolve) => {
    const shell = process.platform === 'win32' ? (process.env.ComSpec ?? 'cmd.exe') : (process.env.SHELL ?? '/bin/sh');
    const args = process.platform === 'win32' ? ['/d', '/s', '/c', command] : ['-c', `exec ${command}`];
    const child = spawn(shell, args, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true, detached: false });
    let lastWords = '';
    child.stderr.on('data', (bytes: Buffer) => {
      lastWords = (lastWords + bytes.toString('utf8')).slice(-lastWordsCap);
    });
    child.stdin.on('error', () => {});
    const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
    const end = () => child.kill('SIGTERM');
    stream.on('error', () => {});
    stream.once('close', end);
    signal.addEventListener('abort', end, { once: true });
    child.once('error', (error) => {
      const sentence = `The ProxyCommand of ssh_config could not be started (${textOf(error)}): ${command.slice(0, 200)}.`;
      resolve(troubled('unreachable', sentence));
    });
    child.once('exit', (code) => {
      signal.removeEventListener('abort', end);
      const why = textOf(lastWords);
      const said = why === '' ? `it ended with exit code ${code}` : why;
      // Whoever reads from it learns the reason as well.
      stream.destroy(new Error(`the ProxyCommand ended: ${said}`));
    });
    child.once('spawn', () => resolve(reached(stream)));
  });
}
