import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REDACTED, StreamRedactor } from '../../main/core/capture/redactor.ts';
import { NO_SECRETS, type SecretForms, secretForms } from '../../main/core/capture/secret-forms.ts';

/** Looks at every byte with every pattern: slow, and plainly right. */
function oracle(forms: SecretForms, bytes: Uint8Array): { text: string; redactions: number } {
  const patterns = forms.buckets.flat();
  const passages: { start: number; end: number }[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const matching = patterns.filter((pattern) => pattern.every((byte, index) => bytes[at + index] === byte));
    const length = Math.max(0, ...matching.map((pattern) => pattern.length));
    if (length === 0) continue;
    const last = passages.at(-1);
    if (last !== undefined && at < last.end) last.end = Math.max(last.end, at + length);
    else passages.push({ start: at, end: at + length });
  }
  let text = '';
  let done = 0;
  for (const { start, end } of passages) {
    text += `${Buffer.from(bytes.subarray(done, start)).toString('latin1')}${REDACTED}`;
    done = end;
  }
  return { text: text + Buffer.from(bytes.subarray(done)).toString('latin1'), redactions: passages.length };
}

function redacted(forms: SecretForms, pieces: readonly Uint8Array[]): { text: string; redactions: number } {
  const redactor = new StreamRedactor(forms);
  const given = [...pieces.map((piece) => redactor.push(piece)), redactor.end()];
  return {
    text: given.map((piece) => Buffer.from(piece?.bytes ?? []).toString('latin1')).join(''),
    redactions: given.reduce((sum, piece) => sum + (piece?.redactions ?? 0), 0),
  };
}

function split(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

describe('redaction, held against one that looks at every byte', () => {
  it('agrees with it, whatever the secrets, the text and the splits', () => {
    const letters = fc.constantFrom('a', 'b', 'c', '+', ' ');
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: letters, minLength: 4, maxLength: 14 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.oneof(fc.string({ unit: letters, maxLength: 9 }), fc.nat(3)), { maxLength: 14 }),
        fc.array(fc.nat(), { maxLength: 9 }),
        (secrets, parts, cuts) => {
          const forms = secretForms(secrets);
          const text = parts.map((part) => (typeof part === 'number' ? (secrets[part] ?? '') : part)).join('');
          const bytes = Buffer.from(text);
          expect(redacted(forms, split(bytes, cuts))).toEqual(oracle(forms, bytes));
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('finds a key of many lines, whole, by line, and with the line ends of Windows', () => {
    const key = `-----BEGIN KEY-----\n${Array.from({ length: 6 }, (_, at) => `line${at}${'x'.repeat(40)}${at}`).join('\n')}\n-----END KEY-----`;
    const forms = secretForms([key]);
    for (const text of [key, key.replaceAll('\n', '\r\n'), key.split('\n').slice(2, 4).join('  |  ')]) {
      const { text: said } = redacted(forms, split(Buffer.from(`before ${text} after`), [20, 60]));
      expect(said).toMatch(/^before .*after$/s);
      expect(said).not.toContain('xxxx');
    }
  });

  it('passes the very bytes on where there is nothing to hide', () => {
    const bytes = Buffer.from('nothing to see');
    expect(new StreamRedactor(NO_SECRETS).push(bytes)?.bytes.buffer).toBe(bytes.buffer);
  });

  it('takes out what becomes secret on the way, from the bytes on that were not given out', () => {
    const redactor = new StreamRedactor(NO_SECRETS);
    const before = redactor.push(Buffer.from('early-secret is out. '));
    redactor.use(secretForms(['early-secret']));
    const after = [redactor.push(Buffer.from('early-sec')), redactor.push(Buffer.from('ret!')), redactor.end()];
    const text = [before, ...after].map((piece) => Buffer.from(piece?.bytes ?? []).toString()).join('');
    expect(text).toBe('early-secret is out. [redacted]!');
    expect(after.map((piece) => piece?.rawOffset ?? null).filter((at) => at !== null)[0]).toBe(21);
  });
});
