import type { EnvironmentText } from '../../../contract/documents/environment.ts';
import type { Finding } from '../../../contract/errors.ts';
import { lintOther } from '../plan/lint-other-kinds.ts';
import { parseDocument } from '../plan/parse-document.ts';
import type { ResolveWallTime } from '../plan/wall-time.ts';

export interface ReadEnvironment {
  /** null = it is none, or has errors. */
  readonly environment: EnvironmentText | null;
  readonly findings: readonly Finding[];
}

/** A document's text as an environment, or every finding. */
export function readEnvironment(text: string, resolve: ResolveWallTime): ReadEnvironment {
  const { kind, document, source, findings } = parseDocument(text);
  if (document?.kind !== 'Environment' || source === null) {
    if (findings.some(isError)) return { environment: null, findings };
    return { environment: null, findings: [...findings, otherKind(kind)] };
  }
  const all = [...findings, ...lintOther(document, resolve).map((about) => source.finding(about))];
  return { environment: all.some(isError) ? null : document.value, findings: all };
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

function otherKind(kind: string | null): Finding {
  return {
    rule: 'not-an-environment',
    severity: 'error',
    line: 1,
    column: 1,
    message: `This is a document of kind ${kind}, not an environment.`,
    cure: 'Choose a document of kind Environment.',
  };
}
