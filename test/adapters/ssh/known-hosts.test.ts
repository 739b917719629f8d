import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fingerprintOf,
  judgeHostKey,
  keyTypeOf,
  knownKeyTypes,
  knownName,
  parseKnownHosts,
} from '../../../main/adapters/ssh/known-hosts.ts';
import { yardsticksOf } from '../../support/yardstick.ts';

function keyBlob(type: string, body: Buffer = randomBytes(32)): Buffer {
  const name = Buffer.from(type);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(name.length);
  return Buffer.concat([length, name, body]);
}

const ours = keyBlob('ssh-ed25519');
const other = keyBlob('ssh-ed25519');
const rsa = keyBlob('ssh-rsa');
const line = (hosts: string, key: Buffer) => `${hosts} ${keyTypeOf(key)} ${key.toString('base64')}\n`;
const judge = (text: string, host: string, port = 22) =>
  judgeHostKey(parseKnownHosts(text), { name: knownName(host, port), key: ours }).kind;

function hashed(name: string): string {
  const salt = randomBytes(20);
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}

describe('a known_hosts file', () => {
  it('knows a host by name, in any case, alone or in a list, with comments and blank lines around', () => {
    const text = `# ours\n\n${line('a.example,Web-01.example,10.0.0.1', ours).trim()} some comment\n`;
    for (const host of ['a.example', 'WEB-01.EXAMPLE', '10.0.0.1']) expect(judge(text, host)).toBe('known');
    expect(judge(text, 'b.example')).toBe('unknown');
  });

  it('keeps ports apart: 22 by plain name, others in brackets', () => {
    const text = line('[a]:2222', ours) + line('b', ours);
    expect(judge(text, 'a', 2222)).toBe('known');
    expect(judge(text, 'a', 22)).toBe('unknown');
    expect(judge(text, 'b', 2222)).toBe('unknown');
  });

  it('knows hashed names, with and without a port', () => {
    const text = line(hashed('secret.example'), ours) + line(hashed('[secret.example]:2200'), ours);
    expect(judge(text, 'secret.example')).toBe('known');
    expect(judge(text, 'Secret.example', 2200)).toBe('known');
    expect(judge(text, 'secret.example', 2201)).toBe('unknown');
  });

  it('knows wildcards and exceptions', () => {
    const text = line('*.example,!bad.example,10.0.?.1', ours);
    expect(judge(text, 'good.example')).toBe('known');
    expect(judge(text, 'bad.example')).toBe('unknown');
    expect(judge(text, '10.0.7.1')).toBe('known');
    expect(judge(text, '10.0.77.1')).toBe('unknown');
  });

  it('says changed, with the fingerprints it holds, when a host shows another key', () => {
    const verdict = judgeHostKey(parseKnownHosts(line('a', other)), { name: 'a', key: ours });
    expect(verdict).toEqual({ kind: 'changed', expected: [fingerprintOf(other)] });
  });

  it('takes a key of a type it does not hold for a change, never for a newcomer', () => {
    expect(judge(line('a', rsa), 'a')).toBe('changed');
  });

  it('accepts any of several keys of a host and names their types', () => {
    const entries = parseKnownHosts(line('a', rsa) + line('a', ours));
    expect(judgeHostKey(entries, { name: 'a', key: ours }).kind).toBe('known');
    expect([...knownKeyTypes(entries, 'a')].sort()).toEqual(['ssh-ed25519', 'ssh-rsa']);
  });

  it('a revoked key is refused even where another line knows it', () => {
    expect(judge(`${line('a', ours)}@revoked ${line('*', ours)}`, 'a')).toBe('revoked');
    expect(judge(`${line('a', ours)}@revoked ${line('*', other)}`, 'a')).toBe('known');
  });

  it('does not take a certificate authority for a host key', () => {
    expect(judge(`@cert-authority ${line('a', ours)}`, 'a')).toBe('unknown');
  });

  it('leaves out lines it cannot understand', () => {
    const text = `junk\na ssh-ed25519\na ssh-ed25519 !!!!\na ssh-rsa ${ours.toString('base64')}\n@odd ${line('a', ours)}`;
    expect(parseKnownHosts(text)).toEqual([]);
    expect(parseKnownHosts(`${text}${line('a', ours)}`)).toHaveLength(1);
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, host) => {
        judgeHostKey(parseKnownHosts(text), { name: host, key: ours });
      }),
    );
  });

  it('is not slowed down by a hostile wildcard', async () => {
    const hostile = line(`${'*a'.repeat(2000)}b`, ours);
    const judging = await yardsticksOf(() => expect(judge(hostile, 'a'.repeat(20_000))).toBe('unknown'));
    expect(judging).toBeLessThan(20);
  });
});

it('fingerprints are written as OpenSSH writes them', () => {
  const key = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl', 'base64');
  expect(fingerprintOf(key)).toBe('SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU');
});
