import { Buffer } from 'node:buffer';
import { parse } from 'yaml';
import type { SheetChoices } from '../../contract/sheets.ts';
import { readSheet } from '../../main/adapters/sheet/read-sheet.ts';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import { judgeDocument } from '../../main/domain/plan/index.ts';
import { type Conversion, convertSheet, yamlDocument } from '../../main/domain/sheet/index.ts';

export interface ImportedStep {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly after?: readonly string[];
  readonly 'x-sheet'?: Readonly<Record<string, string>>;
  readonly 'x-source': { readonly row: string };
  readonly [key: string]: unknown;
}

export interface Imported {
  readonly conversion: Conversion;
  readonly text: string;
  readonly runbook: { readonly steps: readonly ImportedStep[]; readonly [key: string]: unknown };
  readonly lint: readonly { readonly severity: string; readonly rule: string; readonly message: string }[];
}

export async function converted(
  name: string,
  content: string | Uint8Array,
  choices: SheetChoices = {},
): Promise<Conversion> {
  const bytes = typeof content === 'string' ? new Uint8Array(Buffer.from(content)) : content;
  return convertSheet(await readSheet(name, bytes), choices, { resolve: resolveWallTime, zoneHere: 'Europe/Berlin' });
}

/** Imports and reads the runbook back as any YAML reader would. Fails with the findings when it was refused. */
export async function imported(
  name: string,
  content: string | Uint8Array,
  choices: SheetChoices = {},
): Promise<Imported> {
  const conversion = await converted(name, content, choices);
  if (conversion.document === null) {
    throw new Error(
      conversion.findings
        .filter(({ severity }) => severity === 'error')
        .map(({ message }) => message)
        .join('\n'),
    );
  }
  const text = yamlDocument(conversion.document);
  return { conversion, text, runbook: parse(text), lint: judgeDocument(text, resolveWallTime).findings };
}

/** `12 K unknown-predecessor`: row, column, rule of each finding of a weight. */
export function places(conversion: Conversion, severity: 'error' | 'warning' | 'note'): readonly string[] {
  return conversion.findings
    .filter((finding) => finding.severity === severity)
    .map(({ row, column, rule }) => [row, column, rule].filter((part) => part !== null).join(' '));
}
