import type { Finding } from '../../../contract/errors.ts';
import type { InputSpec } from '../../../contract/workspace-views.ts';
import { buildPlan, type CompiledPlan, type DigestText } from './compile-plan.ts';
import { lintOther } from './lint-other-kinds.ts';
import { lintRunbook } from './lint-runbook.ts';
import { parseDocument } from './parse-document.ts';
import { bindInputs, type GivenInputs, inputSpecs } from './plan-inputs.ts';
import { type RunbookContext, runbookContext } from './runbook-context.ts';
import { checklistsUsedBy, noStoredChecklists, type StoredChecklists } from './step-checklists.ts';
import type { ResolveWallTime } from './wall-time.ts';

/** The two things of the world a document needs: zones and digests. */
export interface DocumentTools {
  readonly resolveWallTime: ResolveWallTime;
  readonly digest: DigestText;
  readonly stored?: StoredChecklists;
}

/** What is known of a document's text. `findings` are all of them, by line. */
export interface JudgedDocument {
  readonly kind: string | null;
  readonly key: string | null;
  readonly title: string | null;
  readonly steps: number;
  readonly findings: readonly Finding[];
  /** Of a runbook, as far as it could be understood. */
  readonly runbook: RunbookContext | null;
  /** Keys of the stored checklists it takes items from. */
  readonly checklists: readonly string[];
}

/** Reads and lints a document of any kind. `stored` = what is known of checklists kept in documents of their own. */
export function judgeDocument(
  text: string,
  resolve: ResolveWallTime,
  stored: StoredChecklists = noStoredChecklists,
): JudgedDocument {
  const { kind, document, source, written, findings } = parseDocument(text);
  if (document === null || source === null || written === null) {
    return { kind, key: null, title: null, steps: 0, findings: inOrder(findings), runbook: null, checklists: [] };
  }
  const { key, title } = document.value;
  if (document.kind !== 'Runbook') {
    const own = lintOther(document, resolve).map((about) => source.finding(about));
    return { kind, key, title, steps: 0, findings: inOrder([...findings, ...own]), runbook: null, checklists: [] };
  }
  const runbook = runbookContext({ runbook: document.value, source, written, resolve, stored });
  const all = [...findings, ...lintRunbook(runbook)];
  const { steps } = runbook.runbook;
  const checklists = checklistsUsedBy(runbook.runbook);
  return { kind, key, title, steps: steps.length, findings: inOrder(all), runbook, checklists };
}

export type Compilation =
  | ({
      readonly kind: 'plan';
      readonly inputs: readonly InputSpec[];
      /** Values frozen with the run: given ones and defaults, no secrets. */
      readonly values: Readonly<Record<string, string>>;
      readonly secretNames: readonly string[];
      /** Warnings and not-executable-yet: the latter refuse a live run. */
      readonly findings: readonly Finding[];
    } & CompiledPlan)
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] };

/**
 * The plan of a runbook's text with these inputs, or every finding. `given: null` compiles for looking only:
 * required inputs may be missing.
 */
export function compilePlan(text: string, given: GivenInputs | null, tools: DocumentTools): Compilation {
  return compileJudged(judgeDocument(text, tools.resolveWallTime, tools.stored), given, tools.digest);
}

/** The same for a text already judged: reading is the dear part (about a second for 5,000 steps). */
export function compileJudged(judged: JudgedDocument, given: GivenInputs | null, digest: DigestText): Compilation {
  const context = judged.runbook;
  if (context === null) return { kind: 'findings', findings: withKind(judged) };
  const bound = bindInputs(context.runbook, given);
  const own = given === null ? [] : bound.faults.map((fault) => context.source.finding(fault));
  const findings = inOrder([...judged.findings, ...own]);
  if (findings.some((finding) => finding.severity === 'error')) return { kind: 'findings', findings };
  return {
    kind: 'plan',
    ...buildPlan(context, bound.values, digest),
    inputs: inputSpecs(context.runbook),
    values: bound.values,
    secretNames: bound.secretNames,
    findings,
  };
}

function withKind(judged: JudgedDocument): readonly Finding[] {
  if (judged.findings.some((finding) => finding.severity === 'error')) return judged.findings;
  const message = `This is a document of kind ${judged.kind}, not a runbook.`;
  return [
    {
      rule: 'not-a-runbook',
      severity: 'error',
      line: 1,
      column: 1,
      message,
      cure: 'Choose a document of kind Runbook.',
    },
  ];
}

/** More findings than anybody reads; a text of four million broken lines would fill the memory with them. */
const MAX_FINDINGS = 1000;

/** By line and column; a finding said twice is said once. */
function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const said = new Set<string>();
  const once = findings.filter((finding) => {
    const key = `${finding.rule} ${finding.line} ${finding.column} ${finding.message}`;
    return !said.has(key) && said.add(key);
  });
  const sorted = once.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  return (['error', 'warning', 'not-executable-yet'] as const)
    .flatMap((severity) => atMost(sorted.filter((finding) => finding.severity === severity)))
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

/** The first ones of a severity, and how many there are beside them. */
function atMost(findings: readonly Finding[]): readonly Finding[] {
  const next = findings[MAX_FINDINGS];
  if (next === undefined) return findings;
  const message = `${findings.length - MAX_FINDINGS} more findings of this severity follow.`;
  const cure = 'Correct the first ones and look again.';
  return [...findings.slice(0, MAX_FINDINGS), { ...next, rule: 'more-findings', message, cure }];
}
