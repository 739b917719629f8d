import { TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';

/** Connects as undici does, and remembers until when each server's certificate is good. */
export function certificates(timeoutMs: number) {
  const ends = new Map<string, number>();
  const connectPlainly = buildConnector({ timeout: timeoutMs, allowH2: false });
  const connect: buildConnector.connector = (options, done) =>
    connectPlainly(options, (...result) => {
      const [, socket] = result;
      if (socket instanceof TLSSocket) {
        const endsAt = Date.parse(socket.getPeerCertificate().valid_to);
        if (Number.isFinite(endsAt)) ends.set(`${options.protocol}//${options.host ?? options.hostname}`, endsAt);
      }
      done(...result);
    });
  return {
    connect,
    /** null = not seen, or none. */
    endOf: (url: string): number | null => {
      if (!URL.canParse(url)) return null;
      const { protocol, host } = new URL(url);
      return ends.get(`${protocol}//${host}`) ?? null;
    },
  };
}
