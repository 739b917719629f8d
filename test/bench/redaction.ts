import { randomBytes } from 'node:crypto';
import { StreamRedactor } from '../../main/core/capture/redactor.ts';
import { secretForms } from '../../main/core/capture/secret-forms.ts';
import type { Figure } from './measure.ts';

const PIECE = 64 * 1024;
const TOTAL = 400 * 1024 * 1024;

/** Log lines as services write them, with no secret in them: the case that has to be fast. */
function block(): Buffer {
  let text = '';
  while (text.length < 4 * 1024 * 1024) {
    const id = randomBytes(6).toString('hex');
    text += `2026-11-21T16:22:43.346Z INFO [orders] request ${id} handled in ${id.length} ms; user=deploy status=200\n`;
  }
  return Buffer.from(text);
}

export function benchRedaction(): Promise<Figure> {
  const [none, twenty] = [redactionRate(0), redactionRate(20)];
  return Promise.resolve({
    name: 'Redaction at capture, 20 secrets of 20 characters in all their forms',
    value: `${twenty.toFixed(0)} MB/s`,
    beside: `promised 200 MB/s; with no secret the bytes pass uncopied (${(none / 1000).toFixed(0)} GB/s)`,
  });
}

/** MB/s a stream is redacted at, looking for so many secrets of 20 characters in all their forms. */
function redactionRate(secrets: number): number {
  const forms = secretForms(Array.from({ length: secrets }, () => randomBytes(15).toString('base64')));
  const redactor = new StreamRedactor(forms);
  const bytes = block();
  const started = performance.now();
  let done = 0;
  while (done < TOTAL) {
    for (let at = 0; at < bytes.length; at += PIECE)
      done += redactor.push(bytes.subarray(at, at + PIECE))?.rawBytes ?? 0;
  }
  return done / 1000 / (performance.now() - started);
}
