import type { Client } from 'ssh2';
import { withPlainSignatureType } from './signing-agent.ts';

interface PacketWriter {
  readonly allocStart: number;
  alloc(bytes: number): Buffer;
  finalize(packet: Buffer): Buffer;
}

interface Protocol {
  authPK(...args: readonly unknown[]): void;
  readonly _packetRW: { readonly write: PacketWriter };
}

/**
 * ssh2 knows no certificates: it would name a wrong type for their signature, and the server would refuse it. The
 * one packet is corrected between its making and its sealing; false = this ssh2 is built otherwise.
 */
export function teachCertificates(client: Client): boolean {
  const protocol: unknown = '_protocol' in client ? client._protocol : null;
  if (!isProtocol(protocol)) return false;
  const original = protocol.authPK;
  protocol.authPK = (...args) => original.apply(correcting(protocol), [...args]);
  return true;
}

function correcting(protocol: Protocol): Protocol {
  const writer = protocol._packetRW.write;
  const write: PacketWriter = {
    allocStart: 0,
    alloc: (bytes) => Buffer.alloc(bytes),
    finalize: (packet) => {
      const content = withPlainSignatureType(packet) ?? packet;
      const sealed = writer.alloc(content.length);
      sealed.set(content, writer.allocStart);
      return writer.finalize(sealed);
    },
  };
  return Object.create(protocol, { _packetRW: { value: { write } } });
}

function isProtocol(value: unknown): value is Protocol {
  if (typeof value !== 'object' || value === null) return false;
  if (!('authPK' in value) || typeof value.authPK !== 'function' || !('_packetRW' in value)) return false;
  const packets = value._packetRW;
  if (typeof packets !== 'object' || packets === null || !('write' in packets)) return false;
  const { write } = packets;
  return typeof write === 'object' && write !== null && 'finalize' in write && 'allocStart' in write;
}
