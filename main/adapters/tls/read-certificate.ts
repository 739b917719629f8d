import { isIP } from 'node:net';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import type { CertificateQuestion, ReadCertificate } from '../../core/ports/certificate-reader.ts';
import type { CertificateAnswer } from '../../domain/environment/judge-facts.ts';

/** One handshake with the server's own name; the connection is closed before anything is said. */
export const readCertificate: ReadCertificate = ({ host, port, timeoutMs, signal }: CertificateQuestion) =>
  new Promise((resolve) => {
    // Whatever it shows is an answer: expired and unknown ones above all.
    const socket = connect({
      host,
      port,
      rejectUnauthorized: false,
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    const timer = setTimeout(() => end(silent(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
    const cancelled = () => end(silent('cancelled'));
    signal.addEventListener('abort', cancelled, { once: true });
    let isOver = false;
    const end = (answer: CertificateAnswer) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', cancelled);
      socket.destroy();
      resolve(answer);
    };
    socket.once('secureConnect', () => end(shown(socket)));
    socket.on('error', (error: NodeJS.ErrnoException) => end(silent(reasonOf(error))));
    socket.once('close', () => end(silent('it closed the connection before it showed one')));
    if (signal.aborted) cancelled();
  });

function shown(socket: TLSSocket): CertificateAnswer {
  const certificate = socket.getPeerCertificate();
  const endsAt = Date.parse(certificate.valid_to);
  if (Number.isNaN(endsAt)) return silent('it shows none that can be read');
  const { authorizationError } = socket;
  const distrust = socket.authorized ? null : textOf(authorizationError ?? 'unknown authority');
  return { kind: 'certificate', endsAt, subject: nameIn(certificate), distrust };
}

function nameIn({ subject }: PeerCertificate): string {
  const name: unknown = subject?.CN;
  return typeof name === 'string' ? name : Array.isArray(name) ? String(name[0] ?? '') : '';
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection is refused',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  ENOTFOUND: 'its name is not known here',
  EAI_AGAIN: 'its name cannot be looked up now',
  ECONNRESET: 'it closed the connection before it showed one',
};

function reasonOf(error: NodeJS.ErrnoException): string {
  const known = error.code === undefined ? undefined : words[error.code];
  return known ?? (error.code?.startsWith('ERR_SSL') ? 'it does not speak TLS there' : textOf(error));
}

const distrusts: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its chain is not complete',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is not known here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another name',
  CERT_HAS_EXPIRED: 'it has expired',
};

function textOf(error: Error | string): string {
  const text = error instanceof Error ? error.message : error;
  return distrusts[text] ?? distrusts[text.split(':')[0] ?? ''] ?? text.slice(0, 200);
}

function silent(reason: string): CertificateAnswer {
  return { kind: 'silent', reason };
}
