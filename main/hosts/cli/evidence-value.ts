import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Attribution } from '../../../contract/actor.ts';
import type { Client } from '../../../contract/client.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { EvidenceValue } from '../../../contract/evidence.ts';
import { unreadable } from './runbook-file.ts';
import { uploadFile } from './upload.ts';

export interface TypedEvidence {
  readonly type: EvidenceValue['type'];
  /** As typed; of a file its path, which may begin with @. */
  readonly text: string;
  readonly by: Attribution;
}

/** `ID=VALUE` in its two parts; null = it is none. */
export function evidencePair(pair: string): { readonly id: string; readonly text: string } | null {
  const [, id, text] = /^([^=]+)=([\s\S]*)$/.exec(pair) ?? [];
  return id === undefined || text === undefined ? null : { id, text };
}

/** A typed word as evidence of the type asked for; a file goes into the workspace first. */
export async function evidenceValue(client: Client, { type, text, by }: TypedEvidence): Promise<Result<EvidenceValue>> {
  switch (type) {
    case 'text':
      return ok({ type, text });
    case 'link':
      return ok({ type, url: text });
    case 'number': {
      const number = Number(text);
      return text.trim() !== '' && Number.isFinite(number)
        ? ok({ type, number })
        : failed('invalid-input', `“${text}” is not a number.`);
    }
    case 'file': {
      const file = path.resolve(text.replace(/^@/, ''));
      try {
        return await uploadFile(client, { name: path.basename(file), bytes: await readFile(file), by });
      } catch (error) {
        return unreadable(file, error);
      }
    }
  }
}
