import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactText, restartOffset, StreamRedactor } from '../../main/core/capture/redactor.ts';
import { type SecretForms, secretForms } from '../../main/core/capture/secret-forms.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

interface Redacted {
  readonly text: string;
  readonly rawBytes: number;
  readonly redactions: number;
  /** Raw offsets at which a piece ended: where a crash may leave the store. */
  readonly ends: readonly { raw: number; stored: number }[];
}

function redactedBy(redactor: StreamRedactor, chunks: readonly Uint8Array[], from = 0): Redacted {
  const pieces = [...chunks.map((chunk) => redactor.push(chunk)), redactor.end()].filter((piece) => piece !== null);
  let raw = from;
  let stored = 0;
  let redactions = 0;
  const ends: { raw: number; stored: number }[] = [];
  for (const piece of pieces) {
    expect(piece.rawOffset).toBe(raw);
    raw += piece.rawBytes;
    stored += piece.bytes.length;
    redactions += piece.redactions;
    ends.push({ raw, stored });
  }
  return { text: decode(Buffer.concat(pieces.map((piece) => piece.bytes))), rawBytes: raw, redactions, ends };
}

function split(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

const secret = 's3cr3t/Pa$$ "word\'';

describe('redaction', () => {
  it('finds a secret however the stream is split into two', () => {
    const text = `before ${secret} between ${Buffer.from(secret).toString('base64')} after`;
    const whole = redactedBy(new StreamRedactor(secretForms([secret])), [encode(text)]);
    expect(whole.text).toBe('before [redacted] between [redacted] after');
    for (let cut = 0; cut <= encode(text).length; cut += 1) {
      const parts = redactedBy(new StreamRedactor(secretForms([secret])), split(encode(text), [cut]));
      expect(parts).toMatchObject({ text: whole.text, redactions: 2, rawBytes: encode(text).length });
    }
  });

  it('gives the same for every split, byte by byte too, with secrets that overlap', () => {
    const letters = fc.constantFrom('a', 'b');
    const word = fc.string({ unit: letters, minLength: 4, maxLength: 7 });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 3 }),
        fc.string({ unit: letters, maxLength: 60 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (secrets, text, cuts) => {
          const forms = secretForms(secrets);
          const whole = redactedBy(new StreamRedactor(forms), [encode(text)]);
          const parts = redactedBy(new StreamRedactor(forms), split(encode(text), cuts));
          const bytes = redactedBy(
            new StreamRedactor(forms),
            [...encode(text)].map((byte) => Uint8Array.of(byte)),
          );
          for (const other of [parts, bytes]) {
            expect([other.text, other.rawBytes, other.redactions]).toEqual([
              whole.text,
              encode(text).length,
              whole.redactions,
            ]);
          }
          for (const one of secrets) expect(whole.text.replaceAll('[redacted]', '|')).not.toContain(one);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('continues after a crash at the end of any piece with exactly the rest', () => {
    const letters = fc.constantFrom('a', 'b');
    fc.assert(
      fc.property(
        fc.string({ unit: letters, minLength: 4, maxLength: 6 }),
        fc.string({ unit: letters, maxLength: 50 }),
        fc.array(fc.nat(), { maxLength: 10 }),
        (one, text, cuts) => {
          const forms = secretForms([one]);
          const whole = redactedBy(new StreamRedactor(forms), split(encode(text), cuts));
          for (const { raw, stored } of whole.ends) {
            const again = redactedBy(
              new StreamRedactor(forms, raw),
              [encode(text).subarray(restartOffset(forms, raw))],
              raw,
            );
            expect(decode(encode(whole.text).subarray(0, stored)) + again.text).toBe(whole.text);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('never gives out a secret that lies across the point where it continues, even one new to it', () => {
    const forms = secretForms(['topsecret']);
    const raw = encode('xx topsecret yy');
    for (let from = 0; from <= raw.length; from += 1) {
      const rest = redactedBy(new StreamRedactor(forms, from), [raw.subarray(restartOffset(forms, from))], from);
      const expected =
        from <= 3 ? 'xx [redacted] yy'.slice(from) : from < 12 ? '[redacted] yy' : ' yy'.slice(from - 12);
      expect(rest.text).toBe(expected);
    }
  });

  it('holds back no more than could be the beginning of a secret', () => {
    const redactor = new StreamRedactor(secretForms(['topsecret']));
    expect(decode(redactor.push(encode('progress 10 %\nto'))?.bytes ?? new Uint8Array())).toBe('progress 10 %\n');
    expect(decode(redactor.push(encode('tal\n'))?.bytes ?? new Uint8Array())).toBe('total\n');
  });

  it.each([
    ['in Basic authorization', `Basic ${Buffer.from(`deploy:${secret}`).toString('base64')}`],
    ['with a newline, in base64', Buffer.from(`${secret}\n`).toString('base64')],
    ['in URL-safe base64', Buffer.from(secret).toString('base64url')],
    ['in a URL', `https://x/?p=${encodeURIComponent(secret)}`],
    ['in a form', new URLSearchParams({ p: secret }).toString()],
    ['in a URL with small letters', encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase())],
    ['in a trace of the shell', `+ login 's3cr3t/Pa$$ "word'\\'''`],
    ['in JSON', JSON.stringify({ password: secret })],
    ['with backslashes', secret.replaceAll(/[^\w/]/g, '\\$&')],
  ])('finds a secret %s', (_where, text) => {
    const clean = redactText(secretForms([secret]), text);
    expect(clean).toContain('[redacted]');
    const readable = (form: string) => Buffer.from(form.replaceAll('[redacted]', ''), 'base64').toString();
    expect(`${clean} ${readable(clean)}`).not.toContain('cr3t');
  });

  it('finds each line of a secret with several lines', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADANBgkq\n-----END KEY-----\n';
    const clean = redactText(secretForms([key]), `  ${key.split('\n').join('\r\n  ')}`);
    expect(clean).not.toContain('MIIEvQIBADANBgkq');
  });

  it('leaves everything alone when there is no secret', () => {
    const none: SecretForms = secretForms([]);
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    expect(new StreamRedactor(none).push(bytes)?.bytes).toEqual(bytes);
  });

  it('keeps pace with a flood', () => {
    const redactor = new StreamRedactor(secretForms([secret, 'another-secret']));
    const chunk = encode(
      'a line of ordinary output, 80 characters wide, as programs print all day long ....\n'.repeat(800),
    );
    const startedAt = performance.now();
    for (let round = 0; round < 300; round += 1) redactor.push(chunk);
    const megabytes = (chunk.length * 300) / 1e6;
    expect(megabytes / ((performance.now() - startedAt) / 1000)).toBeGreaterThan(20);
  });
});
