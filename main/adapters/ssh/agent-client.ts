import { connect } from 'node:net';
import { codeOf, type Reached, reached, troubled } from './trouble.ts';
import { WireReader, wireString, wireUint32 } from './wire.ts';

export interface AgentKey {
  /** A public key, or a certificate of one. */
  readonly blob: Buffer;
  readonly comment: string;
}

/** Numbers of the agent's protocol (draft-miller-ssh-agent). */
const requestIdentities = 11;
const identitiesAnswer = 12;
const signRequest = 13;
const signResponse = 14;
const rsaFlags: Readonly<Record<string, number>> = { sha256: 2, sha512: 4 };

const withinMs = 5_000;
/** A person may have to confirm, or touch a key. */
const signWithinMs = 60_000;
const answerCap = 1024 * 1024;

/** What the agent behind a socket (or Windows pipe) holds. */
export async function agentKeys(socket: string): Promise<Reached<readonly AgentKey[]>> {
  const answer = await exchange(socket, Buffer.from([requestIdentities]), withinMs);
  if (!answer.ok) return answer;
  const reader = new WireReader(answer.value);
  if (reader.byte() !== identitiesAnswer) return troubled('identity', 'The agent does not list its keys.');
  const keys: AgentKey[] = [];
  const count = reader.uint32() ?? 0;
  for (let at = 0; at < count; at++) {
    const blob = reader.string();
    const comment = reader.string();
    if (blob === null || comment === null) break;
    keys.push({ blob, comment: comment.toString('utf8').slice(0, 200) });
  }
  return reached(keys);
}

/** The signature alone, without its type. `hash` is for RSA keys. */
export async function agentSign(
  socket: string,
  request: { readonly blob: Buffer; readonly data: Buffer; readonly hash: string | null },
): Promise<Reached<Buffer>> {
  const flags = wireUint32(rsaFlags[request.hash ?? ''] ?? 0);
  const message = Buffer.concat([
    Buffer.from([signRequest]),
    wireString(request.blob),
    wireString(request.data),
    flags,
  ]);
  const answer = await exchange(socket, message, signWithinMs);
  if (!answer.ok) return answer;
  const reader = new WireReader(answer.value);
  const signature = reader.byte() === signResponse ? reader.string() : null;
  if (signature === null) return troubled('identity', 'the agent does not sign with it');
  const parts = new WireReader(signature);
  parts.string();
  const bytes = parts.string();
  return bytes === null ? troubled('identity', 'the agent does not sign with it') : reached(bytes);
}

function exchange(path: string, message: Buffer, timeoutMs: number): Promise<Reached<Buffer>> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let received = Buffer.alloc(0);
    const settle = (result: Reached<Buffer>) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => settle(troubled('identity', 'the agent does not answer')), timeoutMs);
    socket.once('error', (error) => settle(troubled('identity', `the agent cannot be reached (${codeOf(error)})`)));
    socket.once('close', () => settle(troubled('identity', 'the agent hung up')));
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
      const length = received.length < 4 ? null : received.readUInt32BE(0);
      if (length !== null && length > answerCap) settle(troubled('identity', 'the agent answers nonsense'));
      else if (length !== null && received.length >= 4 + length) settle(reached(received.subarray(4, 4 + length)));
    });
    socket.write(wireString(message));
  });
}
