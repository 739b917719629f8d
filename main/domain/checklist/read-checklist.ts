import type { ChecklistText } from '../../../contract/documents/checklist.ts';
import type { Finding } from '../../../contract/errors.ts';
import { lintOther } from '../plan/lint-other-kinds.ts';
import { parseDocument } from '../plan/parse-document.ts';
import type { ResolveWallTime } from '../plan/wall-time.ts';

export interface ReadChecklist {
  /** null = it is none, or has errors. */
  readonly checklist: ChecklistText | null;
  readonly findings: readonly Finding[];
}

/** A document's text as a checklist, or every finding. */
export function readChecklist(text: string, resolve: ResolveWallTime): ReadChecklist {
  const { kind, document, source, findings } = parseDocument(text);
  if (document?.kind !== 'Checklist' || source === null) {
    if (findings.some(isError)) return { checklist: null, findings };
    return { checklist: null, findings: [...findings, otherKind(kind)] };
  }
  const all = [...findings, ...lintOther(document, resolve).map((about) => source.finding(about))];
  return { checklist: all.some(isError) ? null : document.value, findings: all };
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

function otherKind(kind: string | null): Finding {
  return {
    rule: 'not-a-checklist',
    severity: 'error',
    line: 1,
    column: 1,
    message: `This is a document of kind ${kind}, not a checklist.`,
    cure: 'Choose a document of kind Checklist.',
  };
}
