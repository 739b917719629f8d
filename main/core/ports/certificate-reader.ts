import type { CertificateAnswer } from '../../domain/environment/judge-facts.ts';

export interface CertificateQuestion {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Looks at the certificate a server shows, whether it is to be trusted or not; nothing is sent. Never rejects. */
export type ReadCertificate = (question: CertificateQuestion) => Promise<CertificateAnswer>;
